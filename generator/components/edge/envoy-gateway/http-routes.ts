import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { IReferenceGrant } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/ReferenceGrant';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { gatewayName, routeNamespace } from '../names.ts';
import type { Site, SiteRoute } from '../sites.ts';
import { httpListener, listenerName } from './listeners.ts';
import { makeAccessPolicies } from './policies.ts';

type Route = IHTTPRoute & KubernetesObject;

const labels = { 'app.kubernetes.io/part-of': partOf };

/** Sites as Gateway API: a route per host, a policy where it is not open to everybody, and the way from HTTP to HTTPS. */
export function makeHttpRoutes(sites: readonly Site[]): KubernetesObject[] {
  return [
    redirect,
    ...sites.flatMap((site) => [makeRoute(site), ...makeAccessPolicies(site)]),
    ...makeGrants(sites),
  ];
}

const redirect: Route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'redirect-to-https', namespace: routeNamespace, labels },
  spec: {
    parentRefs: [{ name: gatewayName, sectionName: httpListener }],
    rules: [
      { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] },
    ],
  },
};

function makeRoute(site: Site): Route {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: site.name, namespace: routeNamespace, labels },
    spec: {
      parentRefs: [{ name: gatewayName, sectionName: listenerName(site) }],
      hostnames: [site.host],
      rules: site.routes.map(makeRule),
    },
  };
}

function makeRule({ path, match, backend }: SiteRoute) {
  const type = match === 'exact' ? ('Exact' as const) : ('PathPrefix' as const);
  return {
    matches: [{ path: { type, value: path } }],
    backendRefs: [
      {
        name: backend.service,
        port: backend.port,
        ...(backend.namespace !== routeNamespace && { namespace: backend.namespace }),
      },
    ],
  };
}

/** A route may lead into another namespace only where that namespace says so. */
function makeGrants(sites: readonly Site[]): (IReferenceGrant & KubernetesObject)[] {
  const foreign = sites
    .flatMap(({ routes }) => routes.map(({ backend }) => backend))
    .filter(({ namespace }) => namespace !== routeNamespace);
  return [...new Set(foreign)].map(({ service, namespace }) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: service, namespace, labels },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: routeNamespace }],
      to: [{ group: '', kind: 'Service', name: service }],
    },
  }));
}
