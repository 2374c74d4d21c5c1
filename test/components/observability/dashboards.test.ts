import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildDashboard } from '../../../generator/components/observability/dashboards/build-dashboard.ts';
import { makePages } from '../../../generator/components/observability/dashboards/dashboards.ts';
import { longestGap } from '../../../generator/components/observability/rules/longest-gap.ts';
import { runbookUrl } from '../../../generator/components/observability/rules/runbook-url.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';

const environments = (loadEnvironments(join(import.meta.dirname, '../../..')).environments ?? []).map(
  ({ environment }) => environment,
);
const production = environments.find(({ name }) => name === 'production');
if (production === undefined) throw new Error('there is no production');

describe('dashboards', () => {
  const pages = environments.flatMap(makePages);

  it('have a unit, a description and a query in every panel', () => {
    for (const { name, rows } of pages)
      for (const { panels } of rows)
        for (const { title, unit, description, queries } of panels) {
          expect(unit, `${name}: ${title}`).not.toBe('');
          expect(description.length, `${name}: ${title}`).toBeGreaterThan(10);
          expect(queries.length, `${name}: ${title}`).toBeGreaterThan(0);
        }
  });

  it.each(makePages(production).map((page) => [page.name, page] as const))(
    '%s: panels have ids of their own and lie side by side',
    (_, page) => {
      const { uid, panels = [] } = buildDashboard(page);
      expect(uid).toBe(`matrix-${page.name}`);
      expect(panels.map(({ id }) => id)).toEqual(panels.map((_panel, index) => index + 1));
      const cells = panels.flatMap(({ gridPos }) => {
        if (gridPos == null) throw new Error('a panel has no place');
        const { x, y, w, h } = gridPos;
        expect(x + w).toBeLessThanOrEqual(24);
        return Array.from(
          { length: w * h },
          (_cell, index) => `${x + (index % w)},${y + Math.floor(index / w)}`,
        );
      });
      expect(new Set(cells).size).toBe(cells.length);
    },
  );

  it('are the same every time', () => {
    const print = () => JSON.stringify(makePages(production).map(buildDashboard));
    expect(print()).toBe(print());
  });
});

describe('the address of a runbook', () => {
  const addressIn = (repository: string) =>
    runbookUrl({ ...production, gitops: { ...production.gitops, repository } }, { name: 'PoolerNearLimit' });

  it.each([
    'https://git.example.org/team/platform.git',
    'git@git.example.org:team/platform.git',
    'ssh://git@git.example.org:2222/team/platform',
  ])('%s: is one that a browser opens', (repository) => {
    expect(addressIn(repository)).toBe(
      'https://git.example.org/team/platform/blob/main/docs/runbooks/pooler-near-limit.md',
    );
  });
});

describe('the longest time between two backups', () => {
  it.each([
    ['0 0 2 * * *', 24],
    ['0 0 */6 * * *', 24],
    ['30 4 * * *', 24],
    ['0 0 2 * * sun', 168],
    ['0 0 2 1 * *', 744],
    ['0 0 2 1 1 *', 8784],
  ])('%s: %d hours', (schedule, hours) => {
    expect(longestGap(schedule)).toBe(hours);
  });
});
