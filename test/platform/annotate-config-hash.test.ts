import { describe, expect, it } from 'vitest';
import type { ConfigMapFiles } from '../../generator/components/component.ts';
import type { KubernetesObject } from '../../generator/kubernetes/object.ts';
import { annotateConfigHash, configHashAnnotation } from '../../generator/platform/annotate-config-hash.ts';

function configMap(name: string, files: Record<string, string>, restartOnChange = true): ConfigMapFiles {
  return {
    name,
    namespace: 'matrix',
    labels: {},
    restartOnChange,
    files: Object.fromEntries(Object.entries(files).map(([file, text]) => [file, { format: 'text', text }])),
  };
}

function workload(volumes: object[], kind = 'Deployment'): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'app', namespace: 'matrix' },
    spec: {
      template: { metadata: { labels: { app: 'app' } }, spec: { volumes, containers: [{ name: 'app' }] } },
    },
  } as KubernetesObject;
}

function hashOf(object: KubernetesObject): string | undefined {
  const { spec } = object as unknown as {
    spec: { template: { metadata: { annotations?: Record<string, string> } } };
  };
  return spec.template.metadata.annotations?.[configHashAnnotation];
}

const mounted = [{ name: 'config', configMap: { name: 'app-config' } }];

describe('annotateConfigHash', () => {
  it('changes when a file that the pod mounts changes, and only then', () => {
    const before = hashOf(annotateConfigHash(workload(mounted), [configMap('app-config', { a: '1' })]));
    const other = [configMap('app-config', { a: '1' }), configMap('unrelated', { a: '2' })];
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf(annotateConfigHash(workload(mounted), other))).toBe(before);
    expect(hashOf(annotateConfigHash(workload(mounted), [configMap('app-config', { a: '2' })]))).not.toBe(
      before,
    );
  });

  it('looks only at the keys that a volume picks', () => {
    const picked = [{ name: 'config', configMap: { name: 'app-config', items: [{ key: 'a', path: 'a' }] } }];
    const one = hashOf(annotateConfigHash(workload(picked), [configMap('app-config', { a: '1', b: '1' })]));
    const two = hashOf(annotateConfigHash(workload(picked), [configMap('app-config', { a: '1', b: '2' })]));
    expect(one).toBe(two);
  });

  it('follows projected volumes and environment variables', () => {
    const projected = [{ name: 'config', projected: { sources: [{ configMap: { name: 'app-config' } }] } }];
    expect(
      hashOf(annotateConfigHash(workload(projected), [configMap('app-config', { a: '1' })])),
    ).toBeDefined();
    const variable = workload([]) as unknown as { spec: { template: { spec: { containers: object[] } } } };
    variable.spec.template.spec.containers = [
      { name: 'app', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'app-config', key: 'a' } } }] },
    ];
    const object = variable as unknown as KubernetesObject;
    expect(hashOf(annotateConfigHash(object, [configMap('app-config', { a: '1' })]))).toBeDefined();
  });

  it('ignores a ConfigMap whose changes concern no running pod', () => {
    expect(
      hashOf(annotateConfigHash(workload(mounted), [configMap('app-config', { a: '1' }, false)])),
    ).toBeUndefined();
  });

  it('leaves kinds alone whose pods do not keep running', () => {
    const job = workload(mounted, 'Job');
    expect(annotateConfigHash(job, [configMap('app-config', { a: '1' })])).toBe(job);
  });
});
