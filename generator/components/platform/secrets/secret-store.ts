import type { IClusterSecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ClusterSecretStore';
import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { namespaces, platformNamespaces } from '../../common/namespaces.ts';
import { syncWave } from '../../common/sync-wave.ts';
import { externalSecretsAccount } from '../../operators/secrets-pods.ts';
import { trustedCa } from '../certificates/names.ts';

/** The store as the operator reads it, where it is a Vault: one for all namespaces of the platform, and for no other. */
export function makeSecretStore(environment: Environment): (IClusterSecretStore & KubernetesObject)[] {
  const { store } = environment.secrets;
  if (store === null || store.vault === null) return [];
  const { role, mount, engine } = store.vault;
  const ca = trustedCa(environment);
  return [
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: {
        name: store.name,
        labels: { 'app.kubernetes.io/part-of': partOf },
        annotations: syncWave(-1),
      },
      spec: {
        conditions: [{ namespaces: platformNamespaces(environment).map(({ name }) => name) }],
        provider: {
          vault: {
            server: store.endpoint,
            path: engine,
            version: 'v2',
            ...(ca !== undefined && {
              caProvider: {
                type: 'ConfigMap',
                name: ca.configMap,
                key: ca.key,
                namespace: namespaces.externalSecrets.name,
              },
            }),
            auth: { kubernetes: { mountPath: mount, role, serviceAccountRef: externalSecretsAccount } },
          },
        },
      },
    },
  ];
}
