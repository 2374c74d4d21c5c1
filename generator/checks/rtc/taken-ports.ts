import { getIn, listIn, numberIn, objectIn, textIn } from '../../kubernetes/json.ts';
import { containersOf } from '../../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../../rendered/resource-set.ts';
import type { Report } from '../rule.ts';
import { type MediaServer, mediaServers, placeOf, type TurnServer, turnServers } from './media-servers.ts';
import { numberOption } from './turnserver-options.ts';

/** Ports that a pod takes on its node. */
export interface TakenPorts {
  readonly pod: PodTemplate;
  readonly protocol: 'TCP' | 'UDP';
  readonly first: number;
  readonly last: number;
  /** What for, as a noun: `relays`. */
  readonly what: string;
  readonly place: Pick<Report, 'resource' | 'path' | 'lineContaining'>;
}

/** Ports of the nodes that pods take: those that manifests declare and those that only configuration files know, defaults included. */
export function listTakenPorts(resources: ResourceSet): TakenPorts[] {
  const all = [
    ...turnServers(resources).filter(inHostNetwork).flatMap(portsOfTurnServer),
    ...mediaServers(resources).filter(inHostNetwork).flatMap(portsOfMediaServer),
    ...resources.podTemplates.flatMap(declaredPorts),
  ];
  const known = new Set<string>();
  return all.filter(({ pod, protocol, first, last }) => {
    const key = JSON.stringify([
      pod.owner.object.kind,
      pod.namespace,
      pod.owner.object.metadata.name,
      protocol,
      first,
      last,
    ]);
    return !known.has(key) && known.add(key);
  });
}

function inHostNetwork({ pod }: { readonly pod: PodTemplate }): boolean {
  return pod.spec['hostNetwork'] === true;
}

/** Defaults: coturn `src/apps/relay/mainrelay.c` (`LOW_DEFAULT_PORTS_BOUNDARY` 49152, `HIGH_DEFAULT_PORTS_BOUNDARY` 65535). */
function portsOfTurnServer({ pod, file, options }: TurnServer): TakenPorts[] {
  const taken = (
    protocol: 'TCP' | 'UDP',
    first: number,
    last: number,
    what: string,
    option: string,
  ): TakenPorts => ({
    pod,
    protocol,
    first,
    last,
    what,
    place: placeOf(pod, file, option),
  });
  const plain = numberOption(options, 'listening-port', 3478);
  const tls = numberOption(options, 'tls-listening-port', 5349);
  const metrics = numberOption(options, 'prometheus-port', 9641);
  return [
    ...(options.has('no-udp') ? [] : [taken('UDP', plain, plain, 'TURN', 'listening-port')]),
    ...(options.has('no-tcp') ? [] : [taken('TCP', plain, plain, 'TURN', 'listening-port')]),
    ...(options.has('no-tls') ? [] : [taken('TCP', tls, tls, 'TURN over TLS', 'tls-listening-port')]),
    ...(options.has('no-udp-relay')
      ? []
      : [
          taken(
            'UDP',
            numberOption(options, 'min-port', 49_152),
            numberOption(options, 'max-port', 65_535),
            'relays',
            'min-port',
          ),
        ]),
    ...(options.has('prometheus') ? [taken('TCP', metrics, metrics, 'metrics', 'prometheus-port')] : []),
  ];
}

/** Defaults: livekit/livekit `pkg/config/config.go`, livekit/mediatransportutil `pkg/rtcconfig/config.go`. */
function portsOfMediaServer({ pod, file, config }: MediaServer): TakenPorts[] {
  const one = (protocol: 'TCP' | 'UDP', port: number | undefined, what: string, key: string): TakenPorts[] =>
    port === undefined || port === 0 ? [] : range(protocol, { first: port, last: port }, what, key);
  const range = (
    protocol: 'TCP' | 'UDP',
    { first, last }: { first: number; last: number },
    what: string,
    key: string,
  ): TakenPorts[] => [{ pod, protocol, first, last, what, place: placeOf(pod, file, key) }];
  const turn = objectIn(config, 'turn');
  return [
    ...one('TCP', numberIn(config, 'port') ?? 7880, 'signalling', 'port:'),
    ...one('TCP', numberIn(config, 'rtc', 'tcp_port') ?? 7881, 'media over TCP', 'tcp_port'),
    ...range('UDP', mediaRange(config), 'media', 'udp_port'),
    ...one('TCP', numberIn(config, 'prometheus', 'port'), 'metrics', 'prometheus'),
    ...(turn['enabled'] === true
      ? [
          ...one('UDP', numberIn(turn, 'udp_port'), 'its own TURN', 'turn:'),
          ...one('TCP', numberIn(turn, 'tls_port'), 'its own TURN over TLS', 'turn:'),
          ...range(
            'UDP',
            {
              first: numberIn(turn, 'relay_range_start') ?? 30_000,
              last: numberIn(turn, 'relay_range_end') ?? 40_000,
            },
            'relays of its own TURN',
            'turn:',
          ),
        ]
      : []),
  ];
}

function mediaRange(config: MediaServer['config']): { first: number; last: number } {
  const muxed = getIn(config, ['rtc', 'udp_port']);
  const [first, last = first] = String(muxed ?? '')
    .split('-')
    .map(Number);
  if (muxed !== undefined && first !== undefined && last !== undefined) return { first, last };
  const start = numberIn(config, 'rtc', 'port_range_start') ?? 0;
  if (start === 0) return { first: 50_000, last: 60_000 };
  return { first: start, last: numberIn(config, 'rtc', 'port_range_end') ?? start };
}

/** In the host network every container port is one of the node; elsewhere `hostPort` says so. */
function declaredPorts(pod: PodTemplate): TakenPorts[] {
  const host = pod.spec['hostNetwork'] === true;
  return containersOf(pod.spec).flatMap((container) =>
    listIn(container, 'ports').flatMap((port): TakenPorts[] => {
      const number = numberIn(port, 'hostPort') ?? (host ? numberIn(port, 'containerPort') : undefined);
      if (number === undefined) return [];
      return [
        {
          pod,
          protocol: textIn(port, 'protocol') === 'UDP' ? 'UDP' : 'TCP',
          first: number,
          last: number,
          what: textIn(port, 'name') ?? 'a port',
          place: { resource: pod.owner, path: pod.path },
        },
      ];
    }),
  );
}
