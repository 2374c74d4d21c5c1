import type { Environment } from '../../environment/environment.ts';
import { partOf } from '../../kubernetes/labels.ts';
import { charts } from '../../versions.ts';
import { disruptionBudget } from '../common/disruption-budget.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import type { Component, Endpoint, Flow } from '../component.ts';
import { makeEdgeFlows } from '../edge/make-flows.ts';
import { edgeEndpoint, edgeNamespace } from '../edge/names.ts';
import { type ChartPods, type ChartResources, operatorPods, operatorReplicas } from './chart-pods.ts';

const name = 'envoy-gateway';

/** Labels that the chart gives to the controller. */
const podLabels = { 'app.kubernetes.io/name': 'gateway-helm', 'app.kubernetes.io/instance': name };

/** The values of chart gateway-helm that we set. It has no schema, so a key that is not here would do nothing. */
type EnvoyGatewayValues = {
  kubernetesClusterDomain: string;
  deployment: {
    priorityClassName: string;
    replicas: number;
    envoyGateway: { resources: ChartResources };
    pod: ChartPods;
  };
  /** A webhook on every pod of the cluster, for zones that nobody routes by. */
  topologyInjector: { enabled: false };
};

/** Turns Gateways and routes into configured Envoy proxies. */
export const envoyGatewayComponent: Component = {
  name,
  tier: 'operators',
  summary: 'Envoy Gateway, the Gateway API and their CRDs',
  namespace: () => edgeNamespace,
  enabled: ({ slots }) => slots.edge === 'envoy-gateway',
  render: (environment) => ({
    resources: disruptionBudget({
      name,
      namespace: edgeNamespace,
      labels: { ...podLabels, 'app.kubernetes.io/part-of': partOf },
      selector: podLabels,
      replicas: operatorReplicas(environment),
    }),
    configMaps: [],
    helm: { chart: charts.envoyGateway, releaseName: name, values: makeValues(environment) },
    flows: [...makeEdgeFlows(environment), ...makeFlows(environment)],
    secrets: [],
  }),
};

function makeValues(environment: Environment): EnvoyGatewayValues {
  return {
    kubernetesClusterDomain: environment.cluster.dnsDomain,
    deployment: {
      priorityClassName: priorityClasses.standard.name,
      replicas: operatorReplicas(environment),
      envoyGateway: {
        resources: containerResources({ cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' }),
      },
      pod: operatorPods(environment, podLabels),
    },
    topologyInjector: { enabled: false },
  };
}

/** `certgen` is a hook of the chart that makes the certificates between controller and proxies. */
function makeFlows(environment: Environment): Flow[] {
  const pods = (labels: Record<string, string>): Endpoint => ({
    kind: 'pods',
    component: name,
    namespace: edgeNamespace,
    labels,
  });
  const controller = pods(podLabels);
  return [
    {
      from: edgeEndpoint(environment),
      to: controller,
      ports: [{ port: 18_000, protocol: 'TCP' }],
      why: 'proxies get their configuration from the controller',
    },
    flowToKubeApiServer(controller, 'the controller watches Gateways and routes'),
    flowToKubeApiServer(pods({ app: 'certgen' }), 'the hook writes the certificates of the controller'),
  ];
}
