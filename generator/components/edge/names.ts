import { parseAddressRange } from '../../environment/address-range.ts';
import type { Environment } from '../../environment/environment.ts';
import { namespaces } from '../common/namespaces.ts';
import type { Endpoint, FlowPort } from '../component.ts';

/** Namespace of the proxies and of the controller that configures them. */
export const edgeNamespace: string = namespaces.edge.name;

/** Namespace of the routes, of the certificates and of the Gateway. */
export const routeNamespace: string = namespaces.matrix.name;

/** Name of the Gateway, of its class, of its proxies and of their Service. */
export const gatewayName = 'edge';

/** Class of the Ingresses. */
export const ingressClass = 'nginx';

type Controller = Environment['slots']['edge'];

/** The pods that end TLS, by what runs in them: labels that the controllers give, and the ports that they listen on. */
const proxies: Readonly<Record<Controller, { labels: Record<string, string>; http: number; https: number }>> =
  {
    'envoy-gateway': {
      // envoyproxy/gateway v1.9.0 internal/infrastructure/kubernetes/proxy/resource.go; ports below 1024 are shifted by 10000.
      labels: { 'app.kubernetes.io/component': 'proxy', 'app.kubernetes.io/name': 'envoy' },
      http: 10_080,
      https: 10_443,
    },
    'ingress-nginx': {
      labels: { 'app.kubernetes.io/component': 'controller', 'app.kubernetes.io/name': 'ingress-nginx' },
      http: 80,
      https: 443,
    },
  };

/** The proxies of the edge as one end of a flow: what a backend must let in. */
export function edgeEndpoint({ slots }: Environment): Endpoint {
  return {
    kind: 'pods',
    component: slots.edge,
    namespace: edgeNamespace,
    labels: proxies[slots.edge].labels,
  };
}

/** Ports of the pods that the outside reaches. */
export function edgePorts({ slots }: Environment): FlowPort[] {
  const { http, https } = proxies[slots.edge];
  return [https, http].map((port) => ({ port, protocol: 'TCP' }));
}

/** Address of the edge, one per family: the first of the load balancer's, so that DNS can be written before anything runs. */
export function edgeAddresses({ network }: Environment): string[] {
  const families = new Set<string>();
  return network.loadBalancer.addresses.flatMap((text) => {
    const { family } = parseAddressRange(text);
    if (families.has(family)) return [];
    families.add(family);
    return [firstAddress(text)];
  });
}

/** First address that a host may have: not the one of the network itself. */
function firstAddress(text: string): string {
  const [from = ''] = text.split('-');
  const [address = '', prefix] = from.split('/');
  const { first, last } = parseAddressRange(text);
  if (prefix === undefined || last - first < 2n)
    // MetalLB gives none away that ends in .0 (`avoidBuggyIPs`).
    return last > first ? address.replace(/^(\d+\.\d+\.\d+)\.0$/, '$1.1') : address;
  return address.includes(':')
    ? address.replace(/[^:]*$/, '1')
    : address.replace(/\d+$/, (octet) => String(Number(octet) + 1));
}
