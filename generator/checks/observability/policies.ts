import { getIn, listIn, numberIn, objectIn, textIn, textsIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import { type Labels, matchesLabelSelector } from '../../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';

/** Pods as a NetworkPolicy sees them. */
export interface Peer {
  readonly namespace: string;
  readonly labels: Labels;
  /** Seen under the address of its node. Default: false */
  readonly hostNetwork?: boolean;
}

type Direction = 'Ingress' | 'Egress';

/** Policies of one direction that apply to pods with these labels. */
export function policiesOf(resources: ResourceSet, { namespace, labels }: Peer, direction: Direction) {
  return resources
    .ofKind('NetworkPolicy')
    .filter(
      ({ object, json }) =>
        object.metadata.namespace === namespace &&
        listIn(json, 'spec', 'policyTypes').includes(direction) &&
        matchesLabelSelector(getIn(json, ['spec', 'podSelector']) ?? {}, labels),
    );
}

/** True when no policy stands in the way, or one of them lets this peer through on a port; any port when it is not known. */
export function allows(
  policies: readonly RenderedResource[],
  direction: Direction,
  peer: Peer,
  port: number | undefined,
): boolean {
  if (policies.length === 0) return true;
  const [rules, end] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  return policies.some(({ object, json }) =>
    listIn(json, 'spec', rules).some(
      (rule) => meetsPorts(rule, port) && meetsPeers(rule, end, object.metadata.namespace ?? '', peer),
    ),
  );
}

function meetsPorts(rule: Json, port: number | undefined): boolean {
  const ports = listIn(rule, 'ports');
  if (ports.length === 0 || port === undefined) return true;
  return ports.some((candidate) => {
    if ((textIn(candidate, 'protocol') ?? 'TCP') !== 'TCP') return false;
    const first = numberIn(candidate, 'port');
    return first === undefined || (port >= first && port <= (numberIn(candidate, 'endPort') ?? first));
  });
}

function meetsPeers(rule: Json, end: string, own: string, peer: Peer): boolean {
  const peers = listIn(rule, end);
  if (peers.length === 0) return true;
  return peers.some((candidate) => {
    const { ipBlock, namespaceSelector, podSelector } = objectIn(candidate);
    // Addresses of nodes are not in the objects: any block counts.
    if (ipBlock !== undefined) return peer.hostNetwork === true;
    const inNamespace =
      namespaceSelector === undefined
        ? peer.namespace === own
        : matchesLabelSelector(namespaceSelector, { 'kubernetes.io/metadata.name': peer.namespace });
    return inNamespace && (podSelector === undefined || matchesLabelSelector(podSelector, peer.labels));
  });
}

/** Policies that seem to be for pods of which only some labels are known: one label is the same, and none says otherwise. */
export function policiesThatMayApply(resources: ResourceSet, { namespace, labels }: Peer) {
  return resources.ofKind('NetworkPolicy').filter(({ object, json }) => {
    const selector = textsIn(json, 'spec', 'podSelector', 'matchLabels');
    return (
      object.metadata.namespace === namespace &&
      listIn(json, 'spec', 'policyTypes').includes('Ingress') &&
      Object.entries(selector).some(([key, value]) => labels[key] === value) &&
      Object.entries(selector).every(([key, value]) => (labels[key] ?? value) === value)
    );
  });
}
