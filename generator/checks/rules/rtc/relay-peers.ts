import {
  type AddressRange,
  contains,
  overlaps,
  parseAddressRange,
} from '../../../environment/address-range.ts';
import type { Environment } from '../../../environment/environment.ts';
import { placeOf, turnServers } from '../../rtc/media-servers.ts';
import type { Rule } from '../../rule.ts';

/** Networks of nobody on the internet (IANA special-purpose registries; element-hq/synapse docs/setup/turn/coturn.md). */
const special = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '240.0.0.0/4'],
  ...['::1', '64:ff9b::/96', '2002::/16', 'fc00::/7', 'fe80::/10'],
];

/** A relay is no door into the cluster. */
export const relayPeers: Rule = {
  slug: 'rtc/relay-peers',
  title: 'Relays reach clients and media servers, and nothing else inside',
  severity: 'error',
  why: 'Everybody who may call has a TURN password, and coturn sends wherever they say, from a node. What is not denied is open to them: pods, Services, metadata services, the overlay network of the nodes.',
  fix: 'Deny every private range and the networks of the cluster (`denied-peer-ip`); allow the WebRTC nodes (`rtc.nodeAddresses`) and networks of clients (`rtc.allowedPeers`). An allowed range wins over a denied one.',
  references: [
    'coturn src/server/ns_turn_server.c: good_peer_addr, allowed before denied',
    'element-hq/synapse docs/setup/turn/coturn.md: denied-peer-ip',
  ],
  needsEnvironment: true,
  components: ['coturn'],
  check({ resources, declared: { environment }, pass, fail }) {
    const { podCidrs, serviceCidrs, nodeCidrs } = environment.cluster;
    for (const { pod, file, options } of turnServers(resources)) {
      const denied = (options.get('denied-peer-ip') ?? []).map(parseAddressRange);
      const allowed = (options.get('allowed-peer-ip') ?? []).map((text) => ({
        text,
        range: parseAddressRange(text),
      }));
      const open = [...special, ...podCidrs, ...serviceCidrs, ...nodeCidrs].filter(
        (text) => !denied.some((range) => contains(range, parseAddressRange(text))),
      );
      const inside = [...podCidrs, ...serviceCidrs].map(parseAddressRange);
      const wrong = allowed.filter(({ range }) => inside.some((network) => overlaps(network, range)));
      const known = countIn(
        allowed.map(({ range }) => range),
        nodeCidrs,
      );
      const nodes = countWebrtcNodes(environment);
      if (open.length > 0)
        fail({
          ...placeOf(pod, file, 'denied-peer-ip'),
          message: `${open.join(', ')} are not denied: everybody who may call reaches them from a node. Add denied-peer-ip for each.`,
        });
      else if (wrong.length > 0)
        fail({
          ...placeOf(pod, file, 'allowed-peer-ip'),
          message: `${wrong.map(({ text }) => text).join(', ')} is allowed and holds pods or Services: everybody who may call reaches them. Allow only networks of clients.`,
          setting: 'rtc.allowedPeers',
        });
      else if (nodes > 1 && known < BigInt(nodes))
        fail({
          ...placeOf(pod, file, 'allowed-peer-ip'),
          message: `${known} of ${nodes} WebRTC nodes are allowed peers: whoever needs a relay on one node gets no media from the servers on the others. List their addresses.`,
          setting: 'rtc.nodeAddresses',
        });
      else pass();
    }
  },
};

/** Allowed addresses that belong to nodes. */
function countIn(ranges: readonly AddressRange[], networks: readonly string[]): bigint {
  const nodes = networks.map(parseAddressRange);
  return ranges
    .filter((range) => nodes.some((network) => contains(network, range)))
    .reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** Nodes of the pool for calls, or all nodes where there is no such pool. */
function countWebrtcNodes({ cluster }: Environment): number {
  const pools = Object.values(cluster.nodePools);
  const own = pools.filter(({ roles }) => roles.includes('webrtc'));
  return (own.length > 0 ? own : pools).reduce((sum, { count }) => sum + count, 0);
}
