import type { ISecurityPolicy } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/SecurityPolicy';
import type { Environment } from '../../../environment/environment.ts';
import type { BackendTrafficPolicy } from '../../../kubernetes/crds/backend-traffic-policy.ts';
import type { ClientTrafficPolicy } from '../../../kubernetes/crds/client-traffic-policy.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { gatewayName, routeNamespace } from '../names.ts';
import type { Site } from '../sites.ts';
import { edgeTimeouts } from '../timeouts.ts';

const metadata = {
  name: gatewayName,
  namespace: routeNamespace,
  labels: { 'app.kubernetes.io/part-of': partOf },
};

const group = 'gateway.networking.k8s.io';

/** The whole Gateway. */
const target = { targetRefs: [{ group, kind: 'Gateway', name: gatewayName }] };

/**
 * What holds between clients and proxies. The address of the client is that of its connection, which is the default: no header is
 * believed.
 */
export function makeClientPolicy(): ClientTrafficPolicy & KubernetesObject {
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'ClientTrafficPolicy',
    metadata,
    spec: {
      ...target,
      // Room aliases and event ids may hold encoded slashes, and a federation signature covers the path as it was sent.
      path: { escapedSlashesAction: 'KeepUnchanged', disableMergeSlashes: true },
      headers: { withUnderscoresAction: 'DropHeader' },
      timeout: {
        http: {
          requestHeadersReceivedTimeout: `${edgeTimeouts.header}s`,
          streamIdleTimeout: `${edgeTimeouts.idle}s`,
        },
      },
    },
  };
}

/**
 * What holds between proxies and backends. The whole request has no limit (an upload over a slow line takes as long as it takes; Envoy's
 * own default is 15 seconds), silence has. Each waiting client holds a connection, and Envoy's circuit breaker opens at 1024.
 */
export function makeBackendPolicy(environment: Environment): BackendTrafficPolicy & KubernetesObject {
  const { scale, edge } = environment;
  const connections = Math.max(2_000, Math.ceil((scale.users * 2) / Math.max(1, edge.replicas - 1)));
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'BackendTrafficPolicy',
    metadata,
    spec: {
      ...target,
      timeout: {
        http: {
          requestTimeout: '0s',
          streamIdleTimeout: `${edgeTimeouts.idle}s`,
          connectionIdleTimeout: `${edgeTimeouts.backendConnection}s`,
        },
      },
      circuitBreaker: {
        maxConnections: connections,
        maxPendingRequests: connections,
        maxParallelRequests: connections,
      },
    },
  };
}

/** Lets only the networks of a site through to its route; none for a site that is open to everybody. */
export function makeAccessPolicies({ name, allowed }: Site): (ISecurityPolicy & KubernetesObject)[] {
  if (allowed === undefined) return [];
  return [
    {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'SecurityPolicy',
      metadata: { ...metadata, name },
      spec: {
        targetRefs: [{ group, kind: 'HTTPRoute', name }],
        authorization: {
          defaultAction: 'Deny',
          rules: [{ name: 'networks', action: 'Allow', principal: { clientCIDRs: [...allowed] } }],
        },
      },
    },
  ];
}
