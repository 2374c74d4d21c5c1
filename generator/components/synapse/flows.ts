import type { Environment } from '../../environment/environment.ts';
import { outside } from '../common/outside.ts';
import type { Endpoint, Flow, FlowPort } from '../component.ts';
import * as cache from '../data/cache-synapse/names.ts';
import * as postgres from '../data/postgres/names.ts';
import { podsOf, processLabels, routerLabels } from './labels.ts';
import { synapsePorts } from './ports.ts';
import { mainProcess, type WorkerKind } from './worker-catalogue.ts';
import { activeWorkerKinds } from './worker-names.ts';

const main = podsOf(processLabels(mainProcess.component));
const router = podsOf(routerLabels);

/** Every connection of the Synapse processes and their router; what comes from the edge is the edge's to declare. */
export function makeFlows(environment: Environment): Flow[] {
  const kinds = activeWorkerKinds(environment);
  const redis = cache.masterEndpoint(environment);
  const redisPort = tcp(cache.ports.redis);
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
    { from: main, to: redis, ports: redisPort, why: 'main publishes what has changed' },
    ...kinds.flatMap((kind): Flow[] => [
      { from: pods(kind), to: postgres.poolerEndpoint, ports: databasePort, why: 'workers use the database' },
      { from: pods(kind), to: redis, ports: redisPort, why: 'workers hear what has changed' },
    ]),
    ...federationFlows(environment, kinds),
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

/** Workers ask main; everybody asks the writers of streams. */
function replicationFlows(kinds: readonly WorkerKind[]): Flow[] {
  const processes = [main, ...kinds.map(pods)];
  const listeners = [main, ...kinds.filter(({ streams }) => streams.length > 0).map(pods)];
  const ports = tcp(synapsePorts.replication);
  return listeners.flatMap((to) =>
    processes
      .filter((from) => from !== main || to !== main)
      .map((from) => ({ from, to, ports, why: 'Synapse processes ask each other to write' })),
  );
}

/**
 * Federation leaves the cluster from the senders and from main, which joins rooms and fetches keys and media. Addresses inside the
 * cluster are left out: another server's name must not lead to a pod or a node.
 */
function federationFlows(environment: Environment, kinds: readonly WorkerKind[]): Flow[] {
  if (environment.network.federation === 'closed') return [];
  const senders = kinds.filter(({ onlyFederating }) => onlyFederating === true).map(pods);
  return [main, ...senders].map((from) => ({
    from,
    to: outside(environment),
    ports: tcp(443, 8448),
    why: 'federation is open',
  }));
}

function pods(kind: WorkerKind): Endpoint {
  return podsOf(processLabels(kind.component));
}

function tcp(...ports: number[]): FlowPort[] {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}
