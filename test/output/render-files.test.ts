import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../generator/kubernetes/object.ts';
import { renderFiles } from '../../generator/output/render-files.ts';
import { writeFiles } from '../../generator/output/writer/write-files.ts';
import { contentsPair } from './support/arbitrary-contents.ts';
import { app, type Contents, platform, renderPair } from './support/platforms.ts';
import { makeScratch } from './support/scratch.ts';

function configMap(name: string, data: Record<string, string>): KubernetesObject {
  const metadata = { name, namespace: 'matrix' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as KubernetesObject;
}

const contents: Contents = {
  resources: [configMap('b', { key: 'on' }), configMap('a', {})],
  configMaps: [
    { name: 'files', namespace: 'matrix', labels: {}, files: { 'x.txt': { format: 'text', text: 'x' } } },
  ],
};

test('a base holds its objects in order, its files, and a kustomization', () => {
  const files = renderFiles({
    reference: platform([app(contents)], 'base'),
    platforms: [],
    applications: [],
    extra: [],
  });
  expect([...files.keys()]).toEqual([
    'base/sample/config/files/x.txt',
    'base/sample/configmap-a.yaml',
    'base/sample/configmap-b.yaml',
    'base/sample/kustomization.yaml',
  ]);
  const header = '# Written by "npm run generate" from generator/components (sample). Do not edit.\n';
  expect(files.get('base/sample/configmap-b.yaml')).toBe(
    `${header}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n  namespace: matrix\ndata:\n  key: "on"\n`,
  );
  expect(files.get('base/sample/config/files/x.txt')).toBe('x\n');
  expect(files.get('base/sample/kustomization.yaml')).toBe(
    [
      `${header}apiVersion: kustomize.config.k8s.io/v1beta1`,
      'kind: Kustomization',
      'resources:',
      '- configmap-b.yaml',
      '- configmap-a.yaml',
      'configMapGenerator:',
      '- name: files',
      '  namespace: matrix',
      '  files:',
      '  - config/files/x.txt',
      '  options:',
      '    disableNameSuffixHash: true',
      '',
    ].join('\n'),
  );
});

test('applications are documents of one file, extra files are taken as they are', () => {
  const files = renderFiles({
    reference: platform([], 'base'),
    platforms: [],
    applications: [{ path: 'apps/dev/root.yaml', objects: [configMap('a', {}), configMap('b', {})] }],
    extra: [{ path: 'README', text: 'x' }],
  });
  const lines = files.get('apps/dev/root.yaml')?.split('\n');
  expect(lines?.[0]).toBe('# Written by "npm run generate" from environments/dev.yaml. Do not edit.');
  expect(lines?.filter((line) => line === '---')).toHaveLength(1);
  expect(files.get('README')).toBe('x');
});

test('two files with one path are a mistake', () => {
  const extra = [
    { path: 'a', text: '' },
    { path: 'a', text: '' },
  ];
  expect(() => renderFiles({ reference: platform([]), platforms: [], applications: [], extra })).toThrow(
    'Two generated files have the path a',
  );
});

test('the same input gives the same bytes, in any order of environments (law 2)', () => {
  fc.assert(
    fc.property(contentsPair, contentsPair, (one, other) => {
      const platforms = [platform([app(one.target)], 'one'), platform([app(other.target)], 'two')];
      const input = { reference: platform([app(one.base)], 'base'), applications: [], extra: [] };
      const text = JSON.stringify([...renderFiles({ ...input, platforms })]);
      expect(JSON.stringify([...renderFiles({ ...input, platforms: platforms.toReversed() })])).toBe(text);
      expect(
        JSON.stringify([
          ...renderFiles({ ...structuredClone(input), platforms: structuredClone(platforms) }),
        ]),
      ).toBe(text);
    }),
    { numRuns: 30 },
  );
});

test('does not change its input', () => {
  fc.assert(
    fc.property(contentsPair, ({ base, target }) => {
      const before = JSON.stringify([base, target]);
      renderPair(base, target);
      expect(JSON.stringify([base, target])).toBe(before);
    }),
    { numRuns: 30 },
  );
});

test('changing one value touches only files that depend on it (law 3)', () => {
  const { root } = makeScratch();
  const changed = { ...contents, resources: [configMap('b', { key: 'off' }), configMap('a', {})] };
  writeFiles(root, renderPair(contents, contents));
  expect(writeFiles(root, renderPair(contents, contents)).written).toEqual([]);
  expect(writeFiles(root, renderPair(contents, changed)).written).toEqual([
    'overlays/dev/sample/kustomization.yaml',
    'overlays/dev/sample/patches/configmap-b.yaml',
  ]);
});

test('fifty environments take no more than in proportion, in processor time', () => {
  const [pair] = fc.sample(contentsPair, { seed: 7, numRuns: 1 });
  if (pair === undefined) throw new Error('no sample');
  const base = platform([app(pair.base)], 'base');
  function measure(count: number): number {
    const platforms = Array.from({ length: count }, (_, index) =>
      platform([app(pair?.target ?? {})], `e${index}`),
    );
    const times = [0, 1, 2].map(() => {
      const start = process.cpuUsage();
      renderFiles({ reference: base, platforms, applications: [], extra: [] });
      const { user, system } = process.cpuUsage(start);
      return user + system;
    });
    return Math.min(...times);
  }
  measure(5);
  expect(measure(50)).toBeLessThan(measure(10) * 5 * 3);
});
