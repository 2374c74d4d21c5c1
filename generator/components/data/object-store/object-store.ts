import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, partOf, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import type { Component, SecretDeclaration } from '../../component.ts';
import { makeFlows } from './flows.ts';
import { makeMonitor } from './monitor.ts';
import {
  type Consumer,
  componentName,
  consumersOf,
  isInCluster,
  isOperated,
  names,
  namespace,
  objectStoreSecret,
  rootSecret,
  serverLabels,
} from './names.ts';
import { makeServers } from './servers.ts';
import { headlessService, service } from './services.ts';
import { makeSetupConfigMap, makeSetupJob } from './setup.ts';
import { makeTenant } from './tenant.ts';

/** S3 inside the cluster, erasure-coded over nodes; nothing when the environment has its store elsewhere. */
export const objectStoreComponent: Component = {
  name: componentName,
  tier: 'data',
  summary: 'S3 store of media and logs, its buckets and users',
  namespace: () => namespace,
  enabled: isInCluster,
  render: (environment) => ({
    resources: [
      serviceAccount,
      ...(isOperated(environment)
        ? [makeTenant(environment)]
        : [headlessService, makeServers(environment), service]),
      ...disruptionBudget({
        name: names.service,
        namespace,
        labels: objectLabels(serverLabels),
        selector: selectorLabels(serverLabels),
        replicas: environment.objectStore.servers,
      }),
      makeMonitor(environment),
      makeSetupJob(environment),
    ],
    configMaps: [makeSetupConfigMap(environment)],
    flows: makeFlows(environment),
    secrets: makeSecrets(environment),
  }),
};

/** No pod of the store talks to the API server. */
const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name: names.serviceAccount,
    namespace,
    labels: { 'app.kubernetes.io/name': names.serviceAccount, 'app.kubernetes.io/part-of': partOf },
  },
  automountServiceAccountToken: false,
};

function makeSecrets(environment: Environment): SecretDeclaration[] {
  const { key, userKey, passwordKey } = rootSecret;
  return [
    {
      name: rootSecret.name,
      namespace,
      keys: {
        [userKey]: { kind: 'constant', value: 'admin' },
        [passwordKey]: { kind: 'random', length: 40 },
        [key]: {
          kind: 'template',
          template: `export MINIO_ROOT_USER="{{ ${userKey} }}"\nexport MINIO_ROOT_PASSWORD="{{ ${passwordKey} }}"\n`,
        },
      },
      why: 'object store: its root user',
    },
    ...consumersOf(environment).map((consumer) => userSecret(consumer)),
  ];
}

function userSecret(consumer: Consumer): SecretDeclaration {
  const { name, accessKeyId, secretAccessKey } = objectStoreSecret(consumer);
  return {
    name,
    namespace,
    keys: {
      [accessKeyId]: { kind: 'constant', value: consumer },
      [secretAccessKey]: { kind: 'random', length: 40 },
    },
    why: `object store: user of ${consumer}`,
  };
}
