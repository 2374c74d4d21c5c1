import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Endpoint, Flow } from '../component.ts';
import { objectStoreEndpoint, objectStorePort } from '../data/object-store/names.ts';
import { type ChartPods, type ChartResources, operatorPods, operatorReplicas } from './chart-pods.ts';

const name = 'minio-operator';
const namespace: string = namespaces.minioOperator.name;

/** Labels that the chart gives to the pods: its name is `operator`. */
const podLabels = { 'app.kubernetes.io/name': 'operator', 'app.kubernetes.io/instance': name };

const sidecar = 'quay.io/minio/operator-sidecar';

/** The values of chart operator that we set. It has no schema, so a key that is not here would do nothing. */
type OperatorValues = {
  operator: ChartPods & {
    /** Replaces the list of the chart, which would offer temporary credentials to service accounts. */
    env: { name: string; value: string }[];
    replicaCount: number;
    priorityClassName: string;
    resources: ChartResources;
    /** Runs beside each server; both keys or neither. */
    sidecarImage: { repository: string; tag: string };
  };
};

/** Makes the servers of a Tenant. Upstream has retired it: for those who cannot move yet. */
export const minioOperatorComponent: Component = {
  name,
  tier: 'operators',
  summary: 'MinIO operator and its CRDs (retired upstream)',
  namespace: () => namespace,
  enabled: ({ slots }) => slots.objectStore === 'minio',
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: {
      chart: charts.minioOperator,
      releaseName: name,
      values: makeValues(environment),
      images: {
        'operator.image.repository': 'quay.io/minio/operator',
        'operator.sidecarImage.repository': sidecar,
      },
    },
    flows: makeFlows(environment),
    secrets: [],
  }),
};

function makeValues(environment: Environment): OperatorValues {
  return {
    operator: {
      env: [
        { name: 'OPERATOR_STS_ENABLED', value: 'off' },
        { name: 'CLUSTER_DOMAIN', value: environment.cluster.dnsDomain },
      ],
      replicaCount: operatorReplicas(environment),
      priorityClassName: priorityClasses.data.name,
      resources: containerResources({ cpu: '50m', memory: '256Mi', memoryLimit: '512Mi' }),
      sidecarImage: { repository: sidecar, tag: charts.minioOperator.appVersion },
      ...operatorPods(environment, podLabels),
    },
  };
}

const operator: Endpoint = { kind: 'pods', component: name, namespace, labels: podLabels };

function makeFlows(environment: Environment): Flow[] {
  const servers = objectStoreEndpoint(environment);
  return [
    flowToKubeApiServer(operator, 'the operator watches and writes its objects'),
    {
      from: operator,
      to: servers,
      ports: [objectStorePort(environment)],
      why: 'the operator asks the servers how they are',
    },
  ];
}
