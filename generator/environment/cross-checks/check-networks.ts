import { type AddressRange, overlaps, parseAddressRange } from '../address-range.ts';
import type { Draft } from '../draft.ts';
import type { Environment } from '../environment.ts';
import { formatPath, type Path } from '../path.ts';
import type { CrossCheck } from './cross-check.ts';

interface Network {
  readonly text: string;
  readonly path: Path;
  readonly range: AddressRange;
}

/** Pods, Services and nodes have networks of their own; the load balancer hands out no address of pods or Services. */
export const checkNetworks: CrossCheck = ({ resolved, report }) => {
  const { pods, services, nodes, loadBalancer } = listNetworks(resolved);
  const cluster = [...pods, ...services, ...nodes];
  const pairs = [
    ...cluster.flatMap((network, index) => cluster.slice(0, index).map((other) => ({ network, other }))),
    ...loadBalancer.flatMap((network) => [...pods, ...services].map((other) => ({ network, other }))),
  ];
  for (const { network, other } of pairs) {
    if (!overlaps(network.range, other.range)) continue;
    const message = `${network.text} shares addresses with ${other.text} (${formatPath(other.path)})`;
    report({ code: 'cidr-overlap', path: network.path, message, expected: 'networks that do not overlap' });
  }
};

/**
 * Pods, Services and nodes speak the same IP families, and addresses are handed out only in those. IPv4 comes first: Synapse, HAProxy and
 * the caches listen on IPv4, and a Service takes the first family of the cluster.
 */
export const checkFamilies: CrossCheck = ({ resolved, isSound, report }) => {
  const { pods, services, nodes, loadBalancer } = listNetworks(resolved);
  const code = 'ip-family-mismatch';
  const [primary] = [pods, services].flatMap(([first]) => (first?.range.family === 'IPv6' ? [first] : []));
  if (primary !== undefined) {
    const message = `${primary.text} is IPv6, but the programs of the platform listen on IPv4`;
    report({
      code,
      path: primary.path,
      message,
      expected: 'an IPv4 network first; an IPv6 network may follow it',
    });
    return;
  }
  for (const [key, networks] of Object.entries({ podCidrs: pods, serviceCidrs: services })) {
    const [first, second] = networks;
    if (first === undefined || second === undefined || first.range.family !== second.range.family) continue;
    const message = `${first.text} and ${second.text} are both ${second.range.family}`;
    report({ code, path: second.path, message, expected: `one network per IP family in cluster.${key}` });
  }
  if (!isSound(['cluster', 'podCidrs'])) return;
  const families = [...new Set(pods.map(({ range }) => range.family))];
  const expected = `the families of cluster.podCidrs: ${families.join(', ')}`;
  for (const [key, networks] of Object.entries({ serviceCidrs: services, nodeCidrs: nodes })) {
    const path = ['cluster', key];
    const missing = families.find((family) => !networks.some(({ range }) => range.family === family));
    if (missing === undefined || !isSound(path)) continue;
    const message = `cluster.${key} has no ${missing} network, but pods have ${missing}`;
    report({ code, path, message, expected });
  }
  // Nodes may have addresses that pods do not use.
  for (const { text, path, range } of [...services, ...loadBalancer]) {
    if (families.includes(range.family)) continue;
    const message = `${text} is ${range.family}, but pods have no ${range.family}`;
    report({ code, path, message, expected });
  }
};

function listNetworks({ cluster, network }: Draft<Environment>) {
  return {
    pods: parseAll(cluster?.podCidrs, ['cluster', 'podCidrs']),
    services: parseAll(cluster?.serviceCidrs, ['cluster', 'serviceCidrs']),
    nodes: parseAll(cluster?.nodeCidrs, ['cluster', 'nodeCidrs']),
    loadBalancer: parseAll(network?.loadBalancer?.addresses, ['network', 'loadBalancer', 'addresses']),
  };
}

function parseAll(texts: readonly (string | undefined)[] | undefined, path: Path): Network[] {
  return (texts ?? []).flatMap((text, index) =>
    text === undefined ? [] : [{ text, path: [...path, index], range: parseAddressRange(text) }],
  );
}
