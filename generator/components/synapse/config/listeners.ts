import ipaddr from 'ipaddr.js';
import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { synapsePorts } from '../ports.ts';
import type { ListenerResource } from '../worker-catalogue.ts';

/** True when pods have IPv6 addresses, alone or beside IPv4. */
export function podsHaveIpv6(environment: Environment): boolean {
  return environment.cluster.podCidrs.some((cidr) => ipaddr.parseCIDR(cidr)[0].kind() === 'ipv6');
}

/** `::` takes IPv4 connections too, but does not exist where IPv6 is switched off. */
function bindAddress(environment: Environment): string {
  return podsHaveIpv6(environment) ? '::' : '0.0.0.0';
}

/**
 * Listeners of a Synapse process: the API that it serves, if any; replication, if other processes call it; metrics and health always.
 * `serves` is what the router may ask of it.
 */
export function makeListeners(
  environment: Environment,
  { serves, replication }: { serves: readonly ListenerResource[]; replication: boolean },
): Json {
  const http = (port: number, names: readonly ListenerResource[], forwarded: boolean): Json => ({
    type: 'http',
    port,
    bind_addresses: [bindAddress(environment)],
    ...(forwarded && { x_forwarded: true }),
    resources: [{ names: [...names], compress: false }],
  });
  return [
    ...(serves.length > 0 ? [http(synapsePorts.http, serves, true)] : []),
    ...(replication ? [http(synapsePorts.replication, ['replication'], false)] : []),
    http(synapsePorts.health, ['health'], false),
    { type: 'metrics', port: synapsePorts.metrics, bind_addresses: [bindAddress(environment)] },
  ];
}
