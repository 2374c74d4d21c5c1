import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentsPair } from './support/arbitrary-contents.ts';
import { build, expected, withTree } from './support/kustomize.ts';
import { app, renderPair } from './support/platforms.ts';

const numRuns = Number(process.env['MATRIX_GITOPS_PROPERTY_RUNS'] ?? 40);

test('kustomize build of any derived overlay equals the environment (law 1)', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(contentsPair, ({ base, target }) => {
      fc.pre(app(target).resources.length + app(target).configMaps.length > 0);
      const files = renderPair(base, target);
      const built = withTree(files, (root) => build(`${root}/overlays/dev/sample`));
      expect(built).toEqual(expected(app(target)));
    }),
    { numRuns },
  );
});
