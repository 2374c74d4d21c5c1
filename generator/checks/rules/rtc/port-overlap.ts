import { canShareNode } from '../../rtc/share-node.ts';
import { listTakenPorts, type TakenPorts } from '../../rtc/taken-ports.ts';
import type { Rule } from '../../rule.ts';

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Ports that kube-proxy takes for Services (kube-apiserver `--service-node-port-range`). */
const nodePorts: Range = { first: 30_000, last: 32_767 };

/** Ports that Linux gives to outgoing connections (`net.ipv4.ip_local_port_range`). */
const ephemeral: Range = { first: 32_768, last: 60_999 };

/** Ports of the nodes belong to one pod, and to nobody else. */
export const portOverlap: Rule = {
  slug: 'rtc/port-overlap',
  title: 'Pods that may share a node take different ports of it',
  severity: 'error',
  why: 'Two programs in the host network cannot take one port. Where ranges overlap, a relay or a call fails now and then, whichever comes second; a port that an outgoing connection holds keeps a program from starting.',
  fix: 'Give each its own range in `network.ports`, outside 30000-32767 and 32768-60999, or reserve the ports on the nodes (`net.ipv4.ip_local_reserved_ports`) and say so in `cluster.reservedPorts`.',
  references: [
    'coturn src/apps/relay/mainrelay.c: relays take 49152-65535 unless told otherwise',
    'livekit/mediatransportutil pkg/rtcconfig/config.go: media takes 50000-60000 unless told otherwise',
    'Linux Documentation/networking/ip-sysctl.rst: ip_local_port_range, ip_local_reserved_ports',
  ],
  needsEnvironment: true,
  components: ['coturn', 'livekit'],
  check({ resources, declared, pass, fail }) {
    const { cluster } = declared.environment;
    const pools = Object.values(cluster.nodePools);
    const taken = listTakenPorts(resources);
    taken.forEach((ports, index) => {
      const problem =
        findClash(ports, taken.slice(0, index), pools) ??
        findKernelUse(ports, nodePorts, [], 'kube-proxy takes for Services of type NodePort') ??
        findKernelUse(
          ports,
          ephemeral,
          cluster.reservedPorts,
          'Linux gives to outgoing connections unless they are reserved',
        );
      if (problem === undefined) pass();
      else fail({ ...ports.place, ...problem });
    });
  },
};

function findClash(
  ports: TakenPorts,
  before: readonly TakenPorts[],
  pools: Parameters<typeof canShareNode>[2],
) {
  for (const other of before) {
    const shared = intersect(ports, other);
    if (other.pod === ports.pod || other.protocol !== ports.protocol || shared === undefined) continue;
    if (!canShareNode(other.pod, ports.pod, pools)) continue;
    return {
      message: `${describe(ports)} share ${ports.protocol} ${show(shared)} with ${describe(other)}, and both may run on one node: whichever comes second fails. Give them different ports.`,
      setting: 'network.ports',
      related: [{ ...other.place, message: `${describe(other)} are here` }],
    };
  }
  return undefined;
}

function findKernelUse(ports: TakenPorts, range: Range, reserved: readonly Range[], who: string) {
  const shared = intersect(ports, range);
  if (shared === undefined || isCovered(shared, reserved)) return undefined;
  return {
    message: `${describe(ports)} touch ${ports.protocol} ${show(shared)}, which ${who}. Choose ports outside ${show(range)}.`,
    setting: 'network.ports',
  };
}

/** True when the ranges together hold every port. */
function isCovered({ first, last }: Range, ranges: readonly Range[]): boolean {
  let next = first;
  for (const range of [...ranges].sort((one, other) => one.first - other.first))
    if (range.first <= next) next = Math.max(next, range.last + 1);
  return next > last;
}

function describe({ pod, what, first, last, protocol }: TakenPorts): string {
  return `${pod.owner.object.metadata.name}'s ports for ${what} (${protocol} ${show({ first, last })})`;
}

function intersect(left: Range, right: Range): Range | undefined {
  const first = Math.max(left.first, right.first);
  const last = Math.min(left.last, right.last);
  return first <= last ? { first, last } : undefined;
}

function show({ first, last }: Range): string {
  return first === last ? String(first) : `${first}-${last}`;
}
