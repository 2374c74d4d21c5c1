import ipaddr from 'ipaddr.js';
import { contains, parseAddressRange } from '../environment/address-range.ts';
import type { Environment } from '../environment/environment.ts';
import { listIn } from '../kubernetes/json.ts';
import type { ResourceSet } from '../rendered/resource-set.ts';

/** Host of a URL as it is written; undefined when there is none. */
export function hostOf(endpoint: string | undefined): string | undefined {
  try {
    return endpoint === undefined ? undefined : new URL(endpoint).hostname.toLowerCase();
  } catch {
    return undefined;
  }
}

/**
 * True when a host leads to pods of this cluster: a name of cluster DNS, long or short, an address of pods, Services or the load
 * balancer, or a name that the edge serves.
 */
export function isInCluster(resources: ResourceSet, host: string, environment: Environment): boolean {
  const { cluster, network } = environment;
  const address = host.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(address)) {
    const own = [...cluster.podCidrs, ...cluster.serviceCidrs, ...network.loadBalancer.addresses];
    return own.some((range) => contains(parseAddressRange(range), parseAddressRange(address)));
  }
  const labels = host.split('.');
  if (labels.length === 1 || host.endsWith('.svc') || host.endsWith(`.svc.${cluster.dnsDomain}`)) return true;
  if (isRouted(resources, host)) return true;
  const [name = '', namespace = ''] = labels;
  return (
    labels.length === 2 &&
    (resources.find('Service', namespace, name) ?? resources.find('Namespace', '', namespace)) !== undefined
  );
}

function isRouted(resources: ResourceSet, host: string): boolean {
  return (
    resources
      .ofKind('HTTPRoute', 'gateway.networking.k8s.io')
      .some(({ json }) => listIn(json, 'spec', 'hostnames').includes(host)) ||
    resources
      .ofKind('Ingress', 'networking.k8s.io')
      .some(({ json }) =>
        listIn(json, 'spec', 'rules').some((rule) => (rule as { host?: unknown }).host === host),
      )
  );
}
