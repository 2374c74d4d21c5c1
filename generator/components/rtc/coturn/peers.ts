import ipaddr from 'ipaddr.js';
import type { Environment } from '../../../environment/environment.ts';
import type { Directive } from '../../../formats/config-file.ts';

/**
 * Addresses that no relay may reach unless it is told to: private, shared, link-local, loopback, documentation, benchmark, reserved, and
 * IPv6 ranges that lead to IPv4. Sources: IANA special-purpose address registries; element-hq/synapse docs/setup/turn/coturn.md.
 */
const specialRanges: readonly string[] = [
  '0.0.0.0-0.255.255.255',
  '10.0.0.0-10.255.255.255',
  '100.64.0.0-100.127.255.255',
  '127.0.0.0-127.255.255.255',
  '169.254.0.0-169.254.255.255',
  '172.16.0.0-172.31.255.255',
  '192.0.0.0-192.0.0.255',
  '192.0.2.0-192.0.2.255',
  '192.88.99.0-192.88.99.255',
  '192.168.0.0-192.168.255.255',
  '198.18.0.0-198.19.255.255',
  '198.51.100.0-198.51.100.255',
  '203.0.113.0-203.0.113.255',
  '240.0.0.0-255.255.255.255',
  '::1',
  '64:ff9b::-64:ff9b::ffff:ffff',
  '::ffff:0.0.0.0-::ffff:255.255.255.255',
  '100::-100::ffff:ffff:ffff:ffff',
  '2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff',
  '2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  'fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
];

/**
 * Whom relays may reach. coturn asks the allowed ranges first (`good_peer_addr` in `src/server/ns_turn_server.c`), so the nodes of the
 * cluster are denied as a whole and the WebRTC nodes among them allowed.
 */
export function makePeerRules({ cluster, rtc }: Environment): Directive[] {
  const denied = [
    ...specialRanges,
    ...[...cluster.podCidrs, ...cluster.serviceCidrs, ...cluster.nodeCidrs].map(toRange),
  ];
  const allowed = [...rtc.nodeAddresses, ...rtc.allowedPeers].map(toRange);
  return [
    ...[...new Set(denied)].map((range): Directive => ['denied-peer-ip', range]),
    ...[...new Set(allowed)].map((range): Directive => ['allowed-peer-ip', range]),
  ];
}

/** A network as `first-last`, the form that every coturn reads; addresses and ranges as they are. */
function toRange(text: string): string {
  if (!text.includes('/')) return text;
  const [address, bits] = ipaddr.parseCIDR(text);
  const bytes = address.toByteArray();
  const last = bytes.map((byte, index) => {
    const host = Math.min(8, Math.max(0, 8 * (index + 1) - bits));
    return byte | ((1 << host) - 1);
  });
  return `${address.toString()}-${ipaddr.fromByteArray(last).toString()}`;
}
