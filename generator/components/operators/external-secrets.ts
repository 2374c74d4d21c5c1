import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { outsidePods } from '../common/outside.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import { keepForever } from '../common/sync-wave.ts';
import type { Component, Flow } from '../component.ts';
import { type ChartPods, type ChartResources, operatorPods, operatorReplicas } from './chart-pods.ts';
import { externalSecretsLabels, externalSecretsPods } from './secrets-pods.ts';

const name = 'external-secrets';
const namespace: string = namespaces.externalSecrets.name;

/** The values of chart external-secrets that we set. Its schema knows the types of keys, and refuses none that it does not know. */
type ExternalSecretsValues = ChartPods & {
  replicaCount: number;
  leaderElect: true;
  /** A budget for one could only forbid every drain. */
  podDisruptionBudget?: { enabled: true; minAvailable: number };
  priorityClassName: string;
  resources: ChartResources;
  livenessProbe: { enabled: true };
  readinessProbe: { enabled: true };
  /** It checks the shape of objects, which `check` has done, and needs a second program for its certificate. */
  webhook: { create: false };
  certController: { create: false };
  /** With a CRD would go every ExternalSecret; kinds that nobody here uses are left out, and their reconcilers with them. */
  crds: Record<
    'createClusterExternalSecret' | 'createClusterGenerator' | 'createClusterPushSecret' | 'createPushSecret',
    false
  > & { annotations: Record<string, string> };
  processClusterExternalSecret: false;
  processClusterGenerator: false;
  processClusterPushSecret: false;
  processPushSecret: false;
  /** Whoever may edit a namespace could otherwise read the whole store through an ExternalSecret of his own. */
  rbac: Record<'aggregateToView' | 'aggregateToEdit' | 'aggregateToAdmin', false> & {
    servicebindings: { create: false };
  };
};

/** Brings Secrets from a store outside the cluster. */
export const externalSecretsComponent: Component = {
  name,
  tier: 'operators',
  summary: 'External Secrets operator and its CRDs',
  namespace: () => namespace,
  enabled: ({ slots }) => slots.secrets === 'external-secrets',
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: {
      chart: charts.externalSecrets,
      releaseName: name,
      values: makeValues(environment),
      images: { 'image.repository': 'ghcr.io/external-secrets/external-secrets' },
    },
    flows: makeFlows(environment),
    secrets: [],
  }),
};

function makeValues(environment: Environment): ExternalSecretsValues {
  const replicaCount = operatorReplicas(environment);
  return {
    replicaCount,
    leaderElect: true,
    ...(replicaCount > 1 && { podDisruptionBudget: { enabled: true, minAvailable: replicaCount - 1 } }),
    priorityClassName: priorityClasses.data.name,
    // It caches the Secrets and ConfigMaps of the cluster that it makes.
    resources: containerResources({ cpu: '20m', memory: '96Mi', memoryLimit: '384Mi' }),
    livenessProbe: { enabled: true },
    readinessProbe: { enabled: true },
    webhook: { create: false },
    certController: { create: false },
    crds: {
      annotations: keepForever,
      createClusterExternalSecret: false,
      createClusterGenerator: false,
      createClusterPushSecret: false,
      createPushSecret: false,
    },
    processClusterExternalSecret: false,
    processClusterGenerator: false,
    processClusterPushSecret: false,
    processPushSecret: false,
    rbac: {
      aggregateToView: false,
      aggregateToEdit: false,
      aggregateToAdmin: false,
      servicebindings: { create: false },
    },
    ...operatorPods(environment, externalSecretsLabels),
  };
}

function makeFlows(environment: Environment): Flow[] {
  const { store } = environment.secrets;
  const toApiServer = flowToKubeApiServer(externalSecretsPods, 'the operator watches and writes its objects');
  if (store === null) return [toApiServer];
  const { protocol, port } = new URL(store.endpoint);
  return [
    toApiServer,
    {
      from: externalSecretsPods,
      to: store.cidrs.length > 0 ? { kind: 'cidrs', cidrs: store.cidrs } : outsidePods(environment),
      ports: [{ port: Number(port || (protocol === 'https:' ? 443 : 80)), protocol: 'TCP' }],
      why: 'the operator reads the store',
    },
  ];
}
