import { describe, expect, it } from 'vitest';
import { listChartReferences, listSecretReferences } from '../../generator/kubernetes/secret-references.ts';

describe('Secrets that an object names', () => {
  it.each([
    [
      'a Tenant its configuration',
      {
        apiVersion: 'minio.min.io/v2',
        kind: 'Tenant',
        metadata: { name: 'minio', namespace: 'minio' },
        spec: { configuration: { name: 'minio-root' } },
      },
      { namespace: 'minio', name: 'minio-root', keys: ['config.env'] },
    ],
    [
      'an Application those in the values of its chart',
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'stack', namespace: 'argocd' },
        spec: {
          destination: { namespace: 'monitoring' },
          source: { helm: { valuesObject: { grafana: { admin: { existingSecret: 'who', userKey: 'u' } } } } },
        },
      },
      { namespace: 'monitoring', name: 'who', keys: ['u', 'admin-password'] },
    ],
  ])('%s', (_, object, expected) => {
    expect(listSecretReferences(object)).toEqual([expect.objectContaining({ ...expected, required: true })]);
  });

  it('are found in values alone', () => {
    const values = { extraEnv: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'a' } } }] };
    expect(listChartReferences(values, 'monitoring')).toEqual([
      expect.objectContaining({ namespace: 'monitoring', name: 'keys', keys: ['a'] }),
    ]);
  });
});
