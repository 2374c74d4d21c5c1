import type { Environment } from '../../environment/environment.ts';
import { charts } from '../../versions.ts';
import { flowToKubeApiServer } from '../common/kube-api-server.ts';
import { placementFor } from '../common/placement.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import { spreadOverHosts } from '../common/spread.ts';
import type { Component, Flow } from '../component.ts';
import { makeEdgeFlows } from '../edge/make-flows.ts';
import { edgeAddresses, edgeEndpoint, edgeNamespace, ingressClass } from '../edge/names.ts';
import { edgeTimeouts } from '../edge/timeouts.ts';
import type { ChartPods, ChartResources } from './chart-pods.ts';

const name = 'ingress-nginx';

/** Labels that the chart gives to the controller's pods. */
const podLabels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'controller' };

/** The values of chart ingress-nginx that we set. It has no schema, so a key that is not here would do nothing. */
type IngressNginxValues = {
  controller: ChartPods & {
    replicaCount: number;
    minAvailable?: number;
    priorityClassName: string;
    resources: ChartResources;
    ingressClassResource: { name: string };
    /** ConfigMap of the controller: text only. */
    config: Record<string, string>;
    /** The default; written out because everything behind depends on it. */
    allowSnippetAnnotations: false;
    service: {
      type: 'LoadBalancer';
      externalTrafficPolicy: 'Local';
      ipFamilyPolicy: 'SingleStack' | 'RequireDualStack';
      ipFamilies: string[];
      annotations: Record<string, string>;
    };
    metrics: { enabled: true; service: { enabled: false } };
    /** Certificates of the webhook from cert-manager, instead of two hooks at every sync. */
    admissionWebhooks: { certManager: { enabled: true }; patch: { enabled: false } };
  };
};

/** nginx as controller and proxy in one. Upstream has retired it: for those who cannot move yet. */
export const ingressNginxComponent: Component = {
  name,
  // Its webhook needs the CRDs of cert-manager.
  tier: 'plugins',
  summary: 'ingress-nginx, controller and proxy (retired upstream)',
  namespace: () => edgeNamespace,
  enabled: ({ slots }) => slots.edge === 'ingress-nginx',
  render: (environment) => ({
    resources: [],
    configMaps: [],
    helm: {
      chart: charts.ingressNginx,
      releaseName: name,
      values: makeValues(environment),
      images: { 'global.image.registry': 'registry.k8s.io' },
    },
    flows: [...makeEdgeFlows(environment), ...makeFlows(environment)],
    secrets: [],
  }),
};

function makeValues(environment: Environment): IngressNginxValues {
  const { replicas, resources } = environment.edge;
  const addresses = edgeAddresses(environment);
  const families = addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4'));
  return {
    controller: {
      replicaCount: replicas,
      // The chart renders a budget for more than one replica.
      ...(replicas > 1 && { minAvailable: replicas - 1 }),
      priorityClassName: priorityClasses.synapse.name,
      resources: containerResources(resources),
      ...placementFor(environment, 'infrastructure'),
      ...spreadOverHosts(environment, podLabels, 'preferred'),
      ingressClassResource: { name: ingressClass },
      config: {
        'client-header-timeout': String(edgeTimeouts.header),
        'upstream-keepalive-timeout': String(edgeTimeouts.backendConnection),
        // Every waiting client holds two connections.
        'max-worker-connections': '65536',
        // It would write queries, which may carry access tokens; the router logs every request without them.
        'disable-access-log': 'true',
      },
      allowSnippetAnnotations: false,
      service: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        ipFamilyPolicy: families.length > 1 ? 'RequireDualStack' : 'SingleStack',
        ipFamilies: families,
        annotations: { 'metallb.io/loadBalancerIPs': addresses.join(',') },
      },
      // Prometheus asks each pod.
      metrics: { enabled: true, service: { enabled: false } },
      admissionWebhooks: { certManager: { enabled: true }, patch: { enabled: false } },
    },
  };
}

function makeFlows(environment: Environment): Flow[] {
  const controller = edgeEndpoint(environment);
  return [
    {
      from: { kind: 'kube-apiserver' },
      to: controller,
      ports: [{ port: 8443, protocol: 'TCP' }],
      why: 'the API server has Ingresses checked by the webhook',
    },
    flowToKubeApiServer(controller, 'the controller watches Ingresses'),
  ];
}
