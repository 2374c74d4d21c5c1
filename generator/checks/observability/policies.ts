import { getIn, objectIn, textsIn } from '../../kubernetes/json.ts';
import {
  coversPort,
  type Direction,
  directionsOf,
  peersOf,
  rulesOf,
} from '../../kubernetes/network-policies.ts';
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

/** Policies of one direction that apply to pods with these labels. */
export function policiesOf(resources: ResourceSet, { namespace, labels }: Peer, direction: Direction) {
  return resources
    .ofKind('NetworkPolicy')
    .filter(
      ({ object, json }) =>
        object.metadata.namespace === namespace &&
        directionsOf(json).includes(direction) &&
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
  return policies.some(({ object, json }) =>
    rulesOf(json, direction).some(
      (rule) =>
        (port === undefined || coversPort(rule, { port, protocol: 'TCP' })) &&
        meetsPeers(peersOf(rule, direction), object.metadata.namespace ?? '', peer),
    ),
  );
}

function meetsPeers(peers: readonly Json[], own: string, peer: Peer): boolean {
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
      directionsOf(json).includes('Ingress') &&
      Object.entries(selector).some(([key, value]) => labels[key] === value) &&
      Object.entries(selector).every(([key, value]) => (labels[key] ?? value) === value)
    );
  });
}
