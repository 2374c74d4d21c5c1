import type { Environment } from '../../../environment/environment.ts';
import type { Endpoint, Flow, FlowPort } from '../../component.ts';
import { namespaces } from '../../shared/namespaces.ts';
import { instanceEndpoint, poolerEndpoint, ports } from './names.ts';

/** The operator's pods; the chart labels them so (cloudnative-pg 0.29.0, `_helpers.tpl`). */
const operatorEndpoint: Endpoint = {
  kind: 'pods',
  component: 'cloudnative-pg',
  namespace: namespaces.cnpgSystem.name,
  labels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
};

const apiServer: Endpoint = { kind: 'kube-apiserver' };

/** Policies see the Service's port or the API server's own, depending on the network plugin. */
const apiServerPorts = [tcp(443), tcp(6443)];

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
      from: operatorEndpoint,
      to: instanceEndpoint,
      ports: [tcp(ports.postgres), tcp(ports.status)],
      why: 'the operator reads the state of instances and steers them',
    },
    {
      from: instanceEndpoint,
      to: apiServer,
      ports: apiServerPorts,
      why: 'instance managers watch their Cluster and hold the lease of the primary',
    },
    {
      from: poolerEndpoint,
      to: instanceEndpoint,
      ports: [tcp(ports.postgres)],
      why: 'PgBouncer connects to the primary',
    },
    {
      from: poolerEndpoint,
      to: apiServer,
      ports: apiServerPorts,
      why: 'the manager of PgBouncer watches its Pooler and Secrets',
    },
    ...(backup === null ? [] : [makeBackupFlow(environment, backup.endpoint)]),
  ];
}

/** The store has a host name, a policy only knows addresses: everything outside the networks of pods and Services. */
function makeBackupFlow({ cluster }: Environment, endpoint: string): Flow {
  return {
    from: instanceEndpoint,
    to: {
      kind: 'cidrs',
      cidrs: ['0.0.0.0/0', '::/0'],
      except: [...cluster.podCidrs, ...cluster.serviceCidrs],
    },
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
