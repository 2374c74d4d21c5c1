import type { Environment } from '../../environment/environment.ts';
import { outside } from '../common/outside.ts';
import type { Endpoint, Flow, FlowPort } from '../component.ts';
import * as cache from '../data/cache-synapse/names.ts';
import * as postgres from '../data/postgres/names.ts';
import { flowFromPrometheus } from '../observability/names.ts';
import { isCalled } from './config/shared-work.ts';
import { componentName, namespace, podsOf, processLabels, routerLabels } from './labels.ts';
import { routerPorts, synapsePorts } from './ports.ts';
import { mainProcess, type SharedPool, type WorkerKind } from './worker-catalogue.ts';
import { activeWorkerKinds } from './worker-names.ts';

const main = podsOf(processLabels(mainProcess.component));
const router = podsOf(routerLabels);

/** Every Synapse process, whatever it does. */
const processes: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: { 'app.kubernetes.io/name': processLabels(mainProcess.component).name },
};

/** Every connection of the Synapse processes and their router; what comes from the edge is the edge's to declare. */
export function makeFlows(environment: Environment): Flow[] {
  const kinds = activeWorkerKinds(environment);
  const databasePort = tcp(postgres.ports.postgres);
  return [
    ...routerFlows(kinds),
    ...replicationFlows(kinds),
    {
      from: main,
      to: postgres.instanceEndpoint,
      ports: databasePort,
      why: 'main reads and migrates the database',
    },
    ...kinds.map((kind) => ({
      from: pods(kind),
      to: postgres.poolerEndpoint,
      ports: databasePort,
      why: 'workers use the database',
    })),
    {
      from: processes,
      to: cache.masterEndpoint(environment),
      ports: tcp(cache.ports.redis),
      why: 'Synapse processes tell each other what has changed',
    },
    ...outsideFlows(environment, kinds),
    flowFromPrometheus(processes, synapsePorts.metrics),
    flowFromPrometheus(router, routerPorts.status),
  ];
}

function routerFlows(kinds: readonly WorkerKind[]): Flow[] {
  const targets = [main, ...kinds.filter(({ serves }) => serves.length > 0).map(pods)];
  return targets.map((to) => ({
    from: router,
    to,
    ports: tcp(synapsePorts.http, synapsePorts.health),
    why: 'the router forwards requests and checks health',
  }));
}

/** Workers ask main; everybody asks the writers of streams, and the senders for a way out. */
function replicationFlows(kinds: readonly WorkerKind[]): Flow[] {
  if (kinds.length === 0) return [];
  return [main, ...kinds.filter(isCalled).map(pods)].map((to) => ({
    from: processes,
    to,
    ports: tcp(synapsePorts.replication),
    why: 'Synapse processes ask each other to write and to send',
  }));
}

/**
 * What leaves the cluster: federation through the senders, or from every process where there are none, and notifications to the push
 * gateways that apps name. Addresses inside the cluster are left out: another server's name must not lead to a pod or a node.
 */
function outsideFlows(environment: Environment, kinds: readonly WorkerKind[]): Flow[] {
  if (environment.network.federation === 'closed') return [];
  const doing = (pool: SharedPool) => kinds.filter(({ sharedPool }) => sharedPool === pool).map(pods);
  const senders = doing('federation_sender_instances');
  const pushers = doing('pusher_instances');
  return [
    ...(senders.length > 0 ? senders : [main, ...kinds.map(pods)]).map((from) => ({
      from,
      to: outside(environment),
      ports: tcp(443, 8448),
      why: 'federation is open',
    })),
    ...(pushers.length > 0 ? pushers : [main]).map((from) => ({
      from,
      to: outside(environment),
      ports: tcp(443),
      why: 'push gateways are on the internet, as the apps that use them',
    })),
  ];
}

function pods(kind: WorkerKind): Endpoint {
  return podsOf(processLabels(kind.component));
}

function tcp(...ports: number[]): FlowPort[] {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}
