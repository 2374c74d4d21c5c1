import type { Environment } from '../../environment/environment.ts';
import { fixedHostPorts } from '../../environment/host-ports.ts';
import type { FlowPort } from '../component.ts';

/** Who reaches a port of a WebRTC node. */
export type Reach =
  /** Everybody who takes part in calls. */
  | 'clients'
  /** Pods and nodes of the cluster; a firewall keeps everybody else out, since no NetworkPolicy applies to the host network. */
  | 'cluster';

/** Ports that one program takes on every node that it runs on. */
export interface PlannedPorts {
  readonly program: 'coturn' | 'livekit';
  /** Name of the container port; absent for a range that no manifest lists. */
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly first: number;
  readonly last: number;
  readonly reach: Reach;
  readonly purpose: string;
}

/** Every port of the WebRTC nodes: what the programs are configured with, what the pods declare, and what a firewall must let through. */
export function planPorts({ network: { ports } }: Environment): PlannedPorts[] {
  const { turn, turnTls, turnRelay, rtcTcp, rtcUdp } = ports;
  return [
    one('coturn', 'turn-udp', 'UDP', turn, 'clients', 'TURN'),
    one('coturn', 'turn-tcp', 'TCP', turn, 'clients', 'TURN where UDP is blocked'),
    one('coturn', 'turns', 'TCP', turnTls, 'clients', 'TURN over TLS'),
    { program: 'coturn', protocol: 'UDP', ...turnRelay, reach: 'clients', purpose: 'relayed media' },
    one('coturn', 'metrics', 'TCP', fixedHostPorts.coturnMetrics, 'cluster', 'metrics'),
    one('livekit', 'http', 'TCP', fixedHostPorts.livekitHttp, 'cluster', 'signalling, from the edge'),
    one('livekit', 'rtc-tcp', 'TCP', rtcTcp, 'clients', 'media where UDP is blocked'),
    { program: 'livekit', protocol: 'UDP', ...rtcUdp, reach: 'clients', purpose: 'media' },
    one('livekit', 'metrics', 'TCP', fixedHostPorts.livekitMetrics, 'cluster', 'metrics'),
  ];
}

/** Container ports of a program in the host network; the scheduler keeps two pods with one of them off a node. */
export function containerPorts(environment: Environment, program: PlannedPorts['program']) {
  return planPorts(environment).flatMap(({ program: owner, name, first, protocol }) =>
    owner === program && name !== undefined
      ? [{ name, containerPort: first, hostPort: first, protocol }]
      : [],
  );
}

function one(
  program: PlannedPorts['program'],
  name: string,
  protocol: FlowPort['protocol'],
  port: number,
  reach: Reach,
  purpose: string,
): PlannedPorts {
  return { program, name, protocol, first: port, last: port, reach, purpose };
}
