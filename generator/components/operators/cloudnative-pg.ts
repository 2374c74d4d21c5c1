import type { Environment } from '../../environment/environment.ts';
import { partOf } from '../../kubernetes/labels.ts';
import { charts } from '../../versions.ts';
import { disruptionBudget } from '../common/disruption-budget.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Flow } from '../component.ts';
import { type ChartPods, type ChartResources, operatorPods, operatorReplicas } from './chart-pods.ts';
import { cloudnativePgPodLabels, cloudnativePgPods } from './cloudnative-pg-pods.ts';

const name = 'cloudnative-pg';
const namespace: string = namespaces.cnpgSystem.name;

/** Container port of the admission webhooks (chart value `webhook.port`). */
const webhookPort = 9443;

/** The values of chart cloudnative-pg that we set. Its schema lets unknown keys pass, so a key that is not here would do nothing. */
type CloudnativePgValues = ChartPods & {
  /** The chart annotates its CRDs `helm.sh/resource-policy: keep`. */
  crds: { create: true };
  /** One works, the other waits for the lease; both answer the webhooks. */
  replicaCount: number;
  priorityClassName: string;
  resources: ChartResources;
};

/** Runs PostgreSQL: creates instances, fails over, switches over. */
export const cloudnativePgComponent: Component = {
  name,
  tier: 'operators',
  summary: 'CloudNativePG operator and its CRDs',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: disruptionBudget({
      name,
      namespace,
      labels: { ...cloudnativePgPodLabels, 'app.kubernetes.io/part-of': partOf },
      selector: cloudnativePgPodLabels,
      replicas: operatorReplicas(environment),
    }),
    configMaps: [],
    helm: {
      chart: charts.cloudnativePg,
      releaseName: name,
      values: makeValues(environment),
      images: { 'image.repository': 'ghcr.io/cloudnative-pg/cloudnative-pg' },
    },
    flows,
    secrets: [],
  }),
};

function makeValues(environment: Environment): CloudnativePgValues {
  return {
    crds: { create: true },
    replicaCount: operatorReplicas(environment),
    // Without the operator nobody promotes a replica: it must outlive what it serves.
    priorityClassName: priorityClasses.data.name,
    resources: containerResources({ cpu: '100m', memory: '256Mi', memoryLimit: '512Mi' }),
    ...operatorPods(environment, cloudnativePgPodLabels),
  };
}

/** The connections to PostgreSQL instances are declared by the cluster that they belong to. */
const flows: readonly Flow[] = [
  {
    from: { kind: 'kube-apiserver' },
    to: cloudnativePgPods,
    ports: [{ port: webhookPort, protocol: 'TCP' }],
    why: 'the API server has Clusters and Poolers completed and checked by the webhooks',
  },
  flowToKubeApiServer(cloudnativePgPods, 'the operator watches and writes its objects'),
];
