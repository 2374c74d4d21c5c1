import type { Environment } from '../../../environment/environment.ts';
import type { Flow, FlowPort } from '../../component.ts';
import { isReplicated, nodeEndpoint, ports, proxyEndpoint } from './names.ts';

/** Connections within the bus; Synapse declares its own to `masterEndpoint`. A single server talks to nobody. */
export function makeFlows(environment: Environment): Flow[] {
  if (!isReplicated(environment)) return [];
  return [
    {
      from: nodeEndpoint,
      to: nodeEndpoint,
      ports: [tcp(ports.redis), tcp(ports.sentinel)],
      why: 'replicas follow the master, and Sentinels watch servers and each other',
    },
    {
      from: proxyEndpoint,
      to: nodeEndpoint,
      ports: [tcp(ports.redis)],
      why: 'HAProxy looks for the master and forwards to it',
    },
  ];
}

function tcp(port: number): FlowPort {
  return { port, protocol: 'TCP' };
}
