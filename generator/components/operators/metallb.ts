import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { namespaces } from '../common/namespaces.ts';
import { placementFor } from '../common/placement.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Endpoint, Flow } from '../component.ts';
import type { ChartResources, ChartToleration } from './chart-pods.ts';

const name = 'metallb';
const namespace: string = namespaces.metallb.name;

/** The values of chart metallb that we set. Its schema refuses some unknown keys, not all. */
type MetallbValues = {
  /** Only layer 2 is used; the BGP programs would be deployed and mirrored for nothing. */
  frrk8s: { enabled: false };
  /** Rights for a Prometheus that the chart cannot know. */
  prometheus: { rbacPrometheus: false };
  controller: {
    priorityClassName: string;
    resources: ChartResources;
    nodeSelector?: Record<string, string>;
    tolerations?: ChartToleration[];
  };
  speaker: {
    priorityClassName: string;
    resources: ChartResources;
    tolerations: { operator: 'Exists' }[];
  };
};

/** Gives Services of type LoadBalancer an address on the local network and answers ARP for it. */
export const metallbComponent: Component = {
  name,
  tier: 'operators',
  summary: 'MetalLB and its CRDs',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: { chart: charts.metallb, releaseName: name, values: makeValues(environment) },
    flows,
    secrets: [],
  }),
};

function makeValues(environment: Environment): MetallbValues {
  return {
    frrk8s: { enabled: false },
    prometheus: { rbacPrometheus: false },
    controller: {
      priorityClassName: priorityClasses.data.name,
      resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '256Mi' }),
      ...placementFor(environment, 'infrastructure'),
    },
    speaker: {
      // Without a speaker on the node of a proxy, nobody hears of the address.
      priorityClassName: priorityClasses.data.name,
      resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '256Mi' }),
      // The proxies may run on nodes of any pool.
      tolerations: [{ operator: 'Exists' }],
    },
  };
}

const controller: Endpoint = {
  kind: 'pods',
  component: name,
  namespace,
  labels: { 'app.kubernetes.io/name': 'metallb', 'app.kubernetes.io/component': 'controller' },
};

/** The speakers are in the host network, which no policy governs. */
const flows: readonly Flow[] = [
  {
    from: { kind: 'kube-apiserver' },
    to: controller,
    ports: [{ port: 9443, protocol: 'TCP' }],
    why: 'the API server has address pools checked by the webhook',
  },
  flowToKubeApiServer(controller, 'the controller watches Services and gives them addresses'),
];
