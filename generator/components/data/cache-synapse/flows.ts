import type { Flow } from '../../component.ts';
import { flowFromPrometheus } from '../../observability/names.ts';
import { nodeEndpoint, ports, proxyEndpoint } from './names.ts';

/** Connections of the proxies; Synapse declares its own to `masterEndpoint`. */
export function makeFlows(): Flow[] {
  return [
    {
      from: proxyEndpoint,
      to: nodeEndpoint,
      ports: [{ port: ports.redis, protocol: 'TCP' }],
      why: 'HAProxy looks for the master and forwards to it',
    },
    flowFromPrometheus(proxyEndpoint, ports.status),
  ];
}
