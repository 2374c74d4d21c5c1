import type { Environment } from '../../../environment/environment.ts';
import { serviceHost } from '../../common/service-host.ts';
import { namespace } from '../labels.ts';
import { mainProcess, type WorkerKind } from '../worker-catalogue.ts';
import { activeWorkerKinds, countWorkers } from '../worker-names.ts';
import { routerTimeouts } from './timeouts.ts';

/** Processes that share requests. */
export interface Pool {
  readonly name: string;
  readonly summary: string;
  /** In the order of their ordinals: the number of a server places it in the hash ring, so all routers must count alike. */
  readonly servers: readonly { readonly name: string; readonly host: string }[];
  /** Requests that one router keeps open at one server; more wait in its queue. */
  readonly maxConnections: number;
  readonly serverTimeout: number;
  readonly balance?: 'user';
  /** Pool that takes over while no server of this one is up. */
  readonly fallback?: string;
}

/** Pool for the requests of a kind of worker while main answers them. */
const onMain = (component: string): string => `${component}-on-main`;

/**
 * Servers are written in steps of this many, so that adding workers within a step leaves the router's configuration, and with it every
 * open request, alone. Names that do not exist yet stay down.
 */
const serverStep = 4;

/** Pools of an environment: main first, then each kind of worker that the router may reach, then what main does in its place. */
export function makePools(environment: Environment): Pool[] {
  const reachable = activeWorkerKinds(environment).filter(({ serves }) => serves.length > 0);
  const syncOnMain: Pool = {
    name: onMain('sync'),
    summary: 'Waiting requests that main takes itself; few, or they would leave no room for the rest',
    servers: mainServers(environment),
    maxConnections: reachable.length > 0 ? 250 : longPolls,
    serverTimeout: routerTimeouts.syncServer,
  };
  return [
    {
      name: mainProcess.component,
      summary: 'The main process',
      servers: mainServers(environment),
      maxConnections: 250,
      serverTimeout: routerTimeouts.mainServer,
    },
    ...reachable.map((kind) => workerPool(environment, kind)),
    syncOnMain,
  ];
}

/** Name of the pool that serves a target: its workers, or main where there are none. */
export function poolFor(environment: Environment, target: 'main' | 'sync'): string {
  const found = makePools(environment).find(({ name }) => name === target);
  return found?.name ?? onMain(target);
}

/** Open `/sync` requests per worker and router; ten workers hold 20,000 even when one router is left. */
const longPolls = 2_000;

function workerPool(environment: Environment, kind: WorkerKind): Pool {
  const slots = Math.ceil(countWorkers(environment, kind) / serverStep) * serverStep;
  return {
    name: kind.component,
    summary: kind.summary,
    servers: Array.from({ length: slots }, (_, ordinal) => {
      const name = `${kind.kubernetesName}-${ordinal}`;
      return { name, host: serviceHost(environment, `${name}.${kind.kubernetesName}`, namespace) };
    }),
    maxConnections: longPolls,
    serverTimeout: routerTimeouts.syncServer,
    ...(kind.balance !== undefined && { balance: kind.balance }),
    fallback: onMain(kind.component),
  };
}

function mainServers(environment: Environment): Pool['servers'] {
  const name = `${mainProcess.kubernetesName}-0`;
  return [{ name, host: serviceHost(environment, `${name}.${mainProcess.kubernetesName}`, namespace) }];
}
