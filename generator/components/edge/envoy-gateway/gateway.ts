import type { IEnvoyProxy } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/EnvoyProxy';
import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IGatewayClass } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GatewayClass';
import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import type { Component } from '../../component.ts';
import { edgeAddresses, edgeEndpoint, edgeNamespace, gatewayName, routeNamespace } from '../names.ts';
import { makeSites } from '../sites.ts';
import { httpListener, listenerName } from './listeners.ts';
import { makeBackendPolicy, makeClientPolicy } from './policies.ts';

const labels = { 'app.kubernetes.io/part-of': partOf };

/** The entrance: proxies, their public address, and a TLS listener per host. */
export const gatewayComponent: Component = {
  name: 'gateway',
  tier: 'platform',
  summary: 'Envoy proxies with a TLS listener per public host',
  namespace: () => routeNamespace,
  enabled: ({ slots }) => slots.edge === 'envoy-gateway',
  render: (environment) => ({
    resources: [
      makeProxy(environment),
      gatewayClass,
      makeGateway(environment),
      makeClientPolicy(),
      makeBackendPolicy(environment),
    ],
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};

/** The class binds the proxies' settings to every Gateway of it. */
const gatewayClass: IGatewayClass & KubernetesObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: gatewayName, labels },
  spec: {
    controllerName: 'gateway.envoyproxy.io/gatewayclass-controller',
    parametersRef: {
      group: 'gateway.envoyproxy.io',
      kind: 'EnvoyProxy',
      name: gatewayName,
      namespace: edgeNamespace,
    },
  },
};

function makeProxy(environment: Environment): IEnvoyProxy & KubernetesObject {
  const { replicas, resources } = environment.edge;
  const endpoint = edgeEndpoint(environment);
  const podLabels = endpoint.kind === 'pods' ? { ...endpoint.labels } : {};
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'EnvoyProxy',
    metadata: { name: gatewayName, namespace: edgeNamespace, labels },
    spec: {
      provider: {
        type: 'Kubernetes',
        kubernetes: {
          envoyDeployment: {
            replicas,
            strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
            pod: {
              priorityClassName: priorityClasses.synapse.name,
              ...placementFor(environment, 'infrastructure'),
              ...spreadOverHosts(environment, podLabels, 'preferred'),
            },
            container: {
              image: imageReference(images.envoy),
              resources: containerResources(resources),
            },
          },
          ...(replicas > 1 && { envoyPDB: { maxUnavailable: 1 } }),
          envoyService: {
            name: gatewayName,
            type: 'LoadBalancer',
            // The client's address survives, and only nodes with a proxy answer for the load balancer's.
            externalTrafficPolicy: 'Local',
            annotations: { 'metallb.io/loadBalancerIPs': edgeAddresses(environment).join(',') },
          },
        },
      },
      ipFamily: edgeAddresses(environment).length > 1 ? 'DualStack' : 'IPv4',
      // Envoy would otherwise start a thread per core of the node.
      concurrency: Math.max(1, Math.ceil(parseQuantity(resources.cpu) * 2)),
      // A drained proxy finishes what a long-poll of 30 seconds still waits for.
      shutdown: { drainTimeout: '60s', minDrainDuration: '15s' },
      // Lines hold the query, which may carry access tokens; the router logs every request without it.
      telemetry: { accessLog: { disable: true } },
    },
  };
}

function makeGateway(environment: Environment): IGateway & KubernetesObject {
  const fromHere = { namespaces: { from: 'Same' as const } };
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: gatewayName, namespace: routeNamespace, labels },
    spec: {
      gatewayClassName: gatewayName,
      listeners: [
        { name: httpListener, port: 80, protocol: 'HTTP', allowedRoutes: fromHere },
        ...makeSites(environment).map((site) => ({
          name: listenerName(site),
          port: 443,
          protocol: 'HTTPS' as const,
          hostname: site.host,
          tls: { mode: 'Terminate' as const, certificateRefs: [{ name: site.tlsSecret }] },
          allowedRoutes: fromHere,
        })),
      ],
    },
  };
}
