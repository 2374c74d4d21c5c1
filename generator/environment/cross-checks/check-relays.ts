import { type AddressRange, contains, overlaps, parseAddressRange } from '../address-range.ts';
import { formatPath, type Path } from '../path.ts';
import type { CrossCheck } from './cross-check.ts';

interface Named {
  readonly text: string;
  readonly path: Path;
  readonly range: AddressRange;
}

const code = 'peer-in-cluster';

/**
 * Whoever has a TURN password sends through a relay to any allowed peer: clients' networks hold nothing of the cluster, and addresses of
 * WebRTC nodes are addresses of nodes. coturn lets an allowed range win over a denied one, so an overlap opens what it covers; and it
 * refuses unique local IPv6 addresses whatever is allowed (`good_peer_addr` in `src/server/ns_turn_server.c`).
 */
export const checkRelays: CrossCheck = ({ resolved, report }) => {
  const { cluster, rtc } = resolved;
  const inside = [
    ...parse(cluster?.podCidrs, ['cluster', 'podCidrs']),
    ...parse(cluster?.serviceCidrs, ['cluster', 'serviceCidrs']),
    ...parse(cluster?.nodeCidrs, ['cluster', 'nodeCidrs']),
  ];
  for (const { text, path, range } of parse(rtc?.allowedPeers, ['rtc', 'allowedPeers'])) {
    const other = inside.find((network) => overlaps(range, network.range));
    if (other !== undefined) {
      const message = `${text} shares addresses with ${other.text} (${formatPath(other.path)}): every caller could send to them through a relay`;
      report({
        code,
        path,
        message,
        expected: 'networks of clients only; rtc.nodeAddresses for the WebRTC nodes',
      });
    } else if (overlaps(range, parseAddressRange('fc00::/7'))) {
      const message = `${text} is a unique local IPv6 network, to which coturn relays in no case`;
      report({ code: 'ip-family-mismatch', path, message, expected: 'IPv4 networks, or global IPv6 ones' });
    }
  }
  const nodes = parse(cluster?.nodeCidrs, ['cluster', 'nodeCidrs']);
  for (const { text, path, range } of parse(rtc?.nodeAddresses, ['rtc', 'nodeAddresses'])) {
    if (nodes.length === 0 || nodes.some((network) => contains(network.range, range))) continue;
    const expected = `addresses within ${nodes.map((network) => network.text).join(', ')}`;
    report({ code, path, message: `${text} is outside cluster.nodeCidrs`, expected });
  }
};

function parse(texts: readonly (string | undefined)[] | undefined, path: Path): Named[] {
  return (texts ?? []).flatMap((text, index) =>
    text === undefined ? [] : [{ text, path: [...path, index], range: parseAddressRange(text) }],
  );
}
