import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { components } from '../../generator/components/registry.ts';
import type { Environment } from '../../generator/environment/environment.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { resolveEnvironment } from '../../generator/environment/resolve-environment.ts';
import { hasManifests } from '../../generator/output/has-manifests.ts';
import { renderFiles } from '../../generator/output/render-files.ts';
import { writeFiles } from '../../generator/output/writer/write-files.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { referenceEnvironment } from '../../generator/platform/reference-environment.ts';
import { projectRoot } from '../../generator/tools/tool-versions.ts';
import { arbitraryEnvironmentFile } from '../environment/arbitrary-environment.ts';
import { build, expected, withTree } from '../output/support/kustomize.ts';
import { makeScratch } from '../output/support/scratch.ts';

const reference = assemblePlatform(referenceEnvironment());
const loaded = loadEnvironments(projectRoot);
const environments = (loaded.environments ?? []).map(({ environment }) => environment);
const numRuns = Number(process.env['MATRIX_GITOPS_PROPERTY_RUNS'] ?? 5);

function render(some: readonly Environment[]): Map<string, string> {
  const platforms = some.map(assemblePlatform);
  return renderFiles({ reference, platforms, applications: [], extra: [] });
}

/** Builds every base and overlay of an environment and compares each with its component; returns how many were compared. */
function compareAll(environment: Environment): number {
  const withoutPatches = { ...environment, patches: {} };
  const apps = assemblePlatform(withoutPatches).apps.filter(hasManifests);
  withTree(render([withoutPatches]), (root) => {
    for (const app of apps)
      expect(build(`${root}/overlays/${environment.name}/${app.component}`), app.component).toEqual(
        expected(app),
      );
  });
  return apps.length;
}

test('there is something to judge', () => {
  expect(loaded.issues).toBeUndefined();
  expect(environments.length).toBeGreaterThan(0);
  expect(components.length).toBeGreaterThan(0);
});

describe('law 1: kustomize build of an overlay equals the component rendered for the environment', () => {
  test.each(environments.map((environment) => [environment.name, environment] as const))(
    '%s',
    (_, environment) => {
      expect(compareAll(environment)).toBeGreaterThan(0);
    },
  );

  test('the reference environment, for the bases', () => {
    withTree(render([]), (root) => {
      for (const app of reference.apps.filter(hasManifests))
        expect(build(`${root}/base/${app.component}`), app.component).toEqual(expected(app));
    });
  });

  test('generated environments', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(arbitraryEnvironmentFile, (file) => {
        compareAll(resolveEnvironment(file));
      }),
      // Shrinking a whole environment takes minutes and tells little more than the object that differs.
      { numRuns, endOnFailure: true },
    );
  });
});

test('law 2: the order of environments and of runs does not matter', () => {
  const text = JSON.stringify([...render(environments)]);
  expect(JSON.stringify([...render(environments.toReversed())])).toBe(text);
});

describe('law 3: only what changed is written', () => {
  test('nothing, when nothing changed', () => {
    const { root } = makeScratch();
    const files = render(environments);
    expect(writeFiles(root, files)).toMatchObject({ complete: true, written: [...files.keys()] });
    expect(writeFiles(root, render(environments))).toMatchObject({
      complete: true,
      written: [],
      deleted: [],
    });
  });

  test('an environment that comes or goes touches no other directory', () => {
    const [first, ...rest] = environments;
    if (first === undefined) throw new Error('no environment');
    const { root } = makeScratch();
    writeFiles(root, render(rest));
    const { written } = writeFiles(root, render(environments));
    expect(written.filter((path) => !path.startsWith(`overlays/${first.name}/`))).toEqual([]);
    expect(written.length).toBeGreaterThan(0);
    const report = writeFiles(root, render(rest));
    expect(report.written).toEqual([]);
    expect(report.deleted).toEqual(written);
  });
});
