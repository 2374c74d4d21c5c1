import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../generator/kubernetes/object.ts';
import { listUnusablePatches } from '../../../generator/output/overlay/user-patches.ts';
import { build, withTree } from '../support/kustomize.ts';
import { app, environment, renderPair } from '../support/platforms.ts';

function workload(replicas: number, image: string, namespace = 'matrix'): KubernetesObject {
  const spec = { replicas, template: { spec: { containers: [{ name: 'main', image }] } } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace },
    spec,
  } as KubernetesObject;
}

const identity = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } };

function buildWith(...patches: object[]): string {
  const files = renderPair(
    { resources: [workload(2, 'app:1')] },
    { resources: [workload(3, 'app:2')] },
    patches,
  );
  const objects = withTree(files, (root) => build(`${root}/overlays/dev/sample`));
  return objects.get('apps/v1 Deployment matrix/a') ?? '';
}

test('a user patch wins over what replicas: and images: would set, and finds its namespace', () => {
  expect(buildWith()).toContain('"replicas":3');
  expect(buildWith({ ...identity, spec: { replicas: 7 } })).toContain('"replicas":7');
  const containers = [{ name: 'main', image: 'app:9' }];
  expect(buildWith({ ...identity, spec: { template: { spec: { containers } } } })).toContain(
    '"image":"app:9"',
  );
});

test('user patches are the last patches, numbered', () => {
  const patch = { ...identity, spec: { replicas: 7 } };
  const files = renderPair({ resources: [workload(2, 'app:1')] }, { resources: [workload(3, 'app:2')] }, [
    patch,
    patch,
  ]);
  const text = files.get('overlays/dev/sample/kustomization.yaml') ?? '';
  expect([...text.matchAll(/path: (\S+)/g)].map(([, path]) => path)).toEqual([
    'patches/deployment-a.yaml',
    'patches/user-1-deployment-a.yaml',
    'patches/user-2-deployment-a.yaml',
  ]);
  expect(files.get('overlays/dev/sample/patches/user-1-deployment-a.yaml')).toContain('namespace: matrix');
});

test('patches that nothing answers to are listed with their place', () => {
  const other = { ...identity, metadata: { name: 'b' } };
  const patches = { sample: [identity, other], chart: [identity], ghost: [identity] } as never;
  const twice = app({ resources: [workload(1, 'x'), workload(1, 'x', 'second')] });
  const found = listUnusablePatches(environment('dev', patches), [twice, app({}, 'chart')]);
  expect(found.map(({ path, reason }) => [path.join('.'), reason])).toEqual([
    ['patches.sample.0', '"sample" has 2 objects apps/v1 Deployment "a": name the namespace'],
    ['patches.sample.1', '"sample" has no apps/v1 Deployment "b"'],
    ['patches.chart.0', '"chart" is a chart and has no manifests to patch'],
    ['patches.ghost.0', 'dev has no component "ghost"'],
  ]);
});
