import type { Environment } from '../../../environment/environment.ts';
import { flowToKubeApiServer } from '../../common/kube-api-server.ts';
import { outsidePods } from '../../common/outside.ts';
import type { Flow, FlowPort } from '../../component.ts';
import { flowFromPrometheus } from '../../observability/names.ts';
import { cloudnativePgPods } from '../../operators/cloudnative-pg-pods.ts';
import { instanceEndpoint, poolerEndpoint, ports } from './names.ts';

/** Every connection of the database; Synapse declares its own to instances and pooler. */
export function makeFlows(environment: Environment): Flow[] {
  const { backup } = environment.postgres;
  return [
    {
      from: instanceEndpoint,
      to: instanceEndpoint,
      ports: [tcp(ports.postgres), tcp(ports.status)],
      why: 'standbys replicate, and an isolated primary asks the others whether it is alone',
    },
    {
      from: cloudnativePgPods,
      to: instanceEndpoint,
      ports: [tcp(ports.postgres), tcp(ports.status)],
      why: 'the operator reads the state of instances and steers them',
    },
    flowToKubeApiServer(
      instanceEndpoint,
      'instance managers watch their Cluster and hold the lease of the primary',
    ),
    {
      from: poolerEndpoint,
      to: instanceEndpoint,
      ports: [tcp(ports.postgres)],
      why: 'PgBouncer connects to the primary',
    },
    flowToKubeApiServer(poolerEndpoint, 'the manager of PgBouncer watches its Pooler and Secrets'),
    flowFromPrometheus(instanceEndpoint, ports.metrics),
    flowFromPrometheus(poolerEndpoint, ports.poolerMetrics),
    ...(backup === null ? [] : [makeBackupFlow(environment, backup.endpoint)]),
  ];
}

/** The store has a host name, a policy only knows addresses: everything outside the networks of pods and Services. */
function makeBackupFlow(environment: Environment, endpoint: string): Flow {
  return {
    from: instanceEndpoint,
    to: outsidePods(environment),
    ports: [tcp(portOf(new URL(endpoint)))],
    why: `backups go to ${new URL(endpoint).host}`,
  };
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'http:' ? 80 : 443;
}

function tcp(port: number): FlowPort {
  return { port, protocol: 'TCP' };
}
