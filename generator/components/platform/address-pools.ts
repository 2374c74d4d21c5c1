import type { Environment } from '../../environment/environment.ts';
import type { IPAddressPool } from '../../kubernetes/crds/ipaddress-pool.ts';
import type { L2Advertisement } from '../../kubernetes/crds/l2advertisement.ts';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { namespaces } from '../common/namespaces.ts';
import type { Component } from '../component.ts';

const name = 'address-pools';
const namespace: string = namespaces.metallb.name;

/** Pool and advertisement; both have this name. */
const poolName = 'public';

/** The addresses of the load balancer, announced on the local network. */
export const addressPoolsComponent: Component = {
  name,
  tier: 'platform',
  summary: 'addresses of the load balancer and their announcement',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [makePool(environment), advertisement],
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};

const metadata = { name: poolName, namespace, labels: { 'app.kubernetes.io/part-of': partOf } };

function makePool({ network }: Environment): IPAddressPool & KubernetesObject {
  return {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    metadata,
    spec: {
      addresses: network.loadBalancer.addresses.map(withPrefix),
      // Some networks filter what ends in .0 or .255.
      avoidBuggyIPs: true,
    },
  };
}

/** MetalLB takes networks and ranges; a single address is a network of one. */
function withPrefix(text: string): string {
  if (/[/-]/.test(text)) return text;
  return `${text}/${text.includes(':') ? 128 : 32}`;
}

/** Without it, a pool's addresses are given out and never answered for. */
const advertisement: L2Advertisement & KubernetesObject = {
  apiVersion: 'metallb.io/v1beta1',
  kind: 'L2Advertisement',
  metadata,
  spec: { ipAddressPools: [poolName] },
};
