import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mediaAdminRoutes } from '../../../generator/components/synapse/router/routes/media-routes.ts';
import {
  adminRoutes,
  makePublicRoutes,
  type Route,
  routePattern,
  workerRoutes,
} from '../../../generator/components/synapse/router/routing-table.ts';
import { images } from '../../../generator/versions.ts';
import { beyondDocumentation, leftToMain, poolsOfGroup } from './endpoint-differences.ts';
import { anything, expandPattern, openEnd } from './expand-pattern.ts';
import { makeEnvironment } from './render.ts';

interface Group {
  readonly group: string;
  readonly methods: 'every' | 'reading';
  readonly paths: readonly string[];
}

const file = 'test/fixtures/synapse/worker-endpoints.yaml';
const text = readFileSync(file, 'utf8');
const groups = parse(text) as readonly Group[];
const documented = groups.flatMap(({ group, paths }) => paths.map((pattern) => ({ group, pattern })));

/** What may stand for `.*`, and behind a pattern that does not say how the path ends. */
const fillings = ['x', 'user/x', 'user/x/rooms/x', 'org.matrix.msc2432'];
const endings = ['', 'x', '/x', 'x/x', '/x/x', 'x/status'];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];

function paths(template: string): string[] {
  return fillings.flatMap((filling) =>
    endings.map((ending) => template.replaceAll(anything, filling).replace(openEnd, ending)),
  );
}

/** Rows of the port that a path belongs to. */
function rowsFor(path: string): readonly Route[] {
  return path.startsWith('/_synapse/admin/') ? adminRoutes : makePublicRoutes(makeEnvironment());
}

/** First choice among the pools of the row that takes a request; undefined where no worker does. */
function poolOf(method: string, path: string): string | undefined {
  const row = rowsFor(path).find((route) => new RegExp(routePattern(route)).test(method + path));
  return row === undefined || typeof row.target === 'string' ? undefined : row.target[0];
}

/** Alternatives of a documented pattern for which no request reaches a pool of the group. */
function uncovered({ group, pattern }: { group: string; pattern: string }): string[] {
  const wanted: readonly string[] = poolsOfGroup[group] ?? [];
  return expandPattern(pattern).filter(
    (template) =>
      !paths(template).some((path) => methods.some((method) => wanted.includes(poolOf(method, path) ?? ''))),
  );
}

describe('the routing table and the documentation of Synapse', () => {
  it('are compared for the version that is pinned', () => {
    expect(text).toContain(`element-hq/synapse ${images.synapse.tag}, docs/workers.md`);
    expect(documented).toHaveLength(117);
  });

  it.each(documented)('$pattern ($group) goes to workers, or a reason says why not', (endpoint) => {
    const explained = leftToMain.some(({ what }) => what === endpoint.pattern);
    expect(uncovered(endpoint).length > 0).toBe(explained);
  });

  it.each([...workerRoutes, ...mediaAdminRoutes])(
    '"$name" is documented, or a reason says why it may',
    (row) => {
      const ways = expandPattern(`(${row.path})$`);
      const undocumented = ways
        .map((way) => way.replaceAll(anything, 'x'))
        .filter(
          (path) =>
            !documented.some(
              ({ group, pattern }) =>
                new RegExp(pattern).test(path) &&
                typeof row.target !== 'string' &&
                row.target.some((pool) => poolsOfGroup[group]?.includes(pool)),
            ),
        );
      const unexplained = undocumented.filter(
        (path) => !beyondDocumentation.some(({ what }) => path.startsWith(what)),
      );
      expect(unexplained).toEqual([]);
    },
  );

  it('need every reason that is written down', () => {
    for (const { what } of leftToMain) expect(documented.map(({ pattern }) => pattern)).toContain(what);
    const routed = workerRoutes.flatMap(({ path }) => expandPattern(`(${path})$`));
    for (const { what } of beyondDocumentation) {
      const found = routed.filter((path) => path.startsWith(what));
      expect([what, found.length > 0]).toEqual([what, true]);
      for (const path of found)
        expect([path, documented.some(({ pattern }) => new RegExp(pattern).test(path))]).toEqual([
          path,
          false,
        ]);
    }
  });

  it('let no reader write what only the writer may', () => {
    for (const { group, methods: which, paths: patterns } of groups.filter(
      ({ methods }) => methods === 'reading',
    ))
      for (const path of patterns.flatMap(expandPattern).flatMap(paths))
        for (const method of ['PUT', 'POST', 'DELETE'])
          expect([group, which, path, method, poolOf(method, path)]).not.toContain('client-reader');
  });
});
