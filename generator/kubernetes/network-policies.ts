import ipaddr from 'ipaddr.js';
import { getIn, isObject, listIn, numberIn, objectIn, textIn } from './json.ts';
import type { Json, JsonObject } from './object.ts';

/** Which way a connection goes, as seen from the pods that a NetworkPolicy selects. */
export type Direction = 'Ingress' | 'Egress';

/** A port of pods. Policies see what stands behind a Service, never the Service's own port. */
export interface PodPort {
  readonly port: number;
  readonly protocol: string;
  /** Names that the port has in the pod. Default: none */
  readonly names?: readonly string[];
}

/**
 * Directions in which a policy isolates its pods. Without `policyTypes` that is Ingress, and Egress when it has egress rules.
 * Source: kubernetes `pkg/apis/networking/v1/defaults.go` (`SetDefaults_NetworkPolicy`).
 */
export function directionsOf(policy: JsonObject): Direction[] {
  const written = getIn(policy, ['spec', 'policyTypes']);
  if (Array.isArray(written) && written.length > 0)
    return (['Ingress', 'Egress'] as const).filter((direction) => written.includes(direction));
  return listIn(policy, 'spec', 'egress').length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** Rules of a policy in one direction. */
export function rulesOf(policy: JsonObject, direction: Direction): readonly Json[] {
  return listIn(policy, 'spec', direction === 'Ingress' ? 'ingress' : 'egress');
}

/** Peers of a rule in one direction; a rule without any means everybody. */
export function peersOf(rule: Json, direction: Direction): readonly Json[] {
  return listIn(rule, direction === 'Ingress' ? 'from' : 'to');
}

/** True when a rule of a policy covers a port: one of its ports does, or it names none. */
export function coversPort(rule: Json, port: PodPort): boolean {
  const ports = listIn(rule, 'ports');
  return ports.length === 0 || ports.some((candidate) => matchesPort(candidate, port));
}

/** Protocol, and number, name or range from `port` to `endPort`, both included; without a number every port of the protocol. */
function matchesPort(candidate: Json, { port, protocol, names = [] }: PodPort): boolean {
  if ((textIn(candidate, 'protocol') ?? 'TCP') !== protocol) return false;
  const name = textIn(candidate, 'port');
  if (name !== undefined) return names.includes(name);
  const first = numberIn(candidate, 'port');
  return first === undefined || (port >= first && port <= (numberIn(candidate, 'endPort') ?? first));
}

/** True for a selector without a requirement: it selects everything. */
export function selectsEverything(selector: Json | undefined): boolean {
  return (
    isObject(selector) &&
    Object.keys(objectIn(selector, 'matchLabels')).length === 0 &&
    listIn(selector, 'matchExpressions').length === 0
  );
}

/** True when the block `inner` is a part of the block `outer`, and not all of it. False for what is no block. */
export function isPartOfBlock(outer: string, inner: string): boolean {
  if (!ipaddr.isValidCIDR(outer) || !ipaddr.isValidCIDR(inner)) return false;
  const [outerAddress, outerPrefix] = ipaddr.parseCIDR(outer);
  const [innerAddress, innerPrefix] = ipaddr.parseCIDR(inner);
  return (
    outerAddress.kind() === innerAddress.kind() &&
    innerPrefix > outerPrefix &&
    innerAddress.match(outerAddress, outerPrefix)
  );
}
