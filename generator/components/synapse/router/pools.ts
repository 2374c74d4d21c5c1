import type { Environment } from '../../../environment/environment.ts';
import { whySingle } from '../../../environment/schema/worker-kinds.ts';
import { serviceHost } from '../../common/service-host.ts';
import { namespace } from '../labels.ts';
import { type Balance, mainProcess, type WorkerKind, workerKinds } from '../worker-catalogue.ts';
import { activeWorkerKinds, countWorkers } from '../worker-names.ts';
import {
  type PoolDefinition,
  type PoolLimits,
  type PoolName,
  poolDefinitions,
  poolLimits,
} from './pool-table.ts';

/** Processes that share requests of one sort. */
export interface Pool extends PoolLimits {
  readonly name: string;
  readonly summary: string;
  /** In the order of their ordinals: the number of a server places it in the hash ring, so all routers must count alike. */
  readonly servers: readonly { readonly name: string; readonly host: string }[];
  readonly balance: Balance;
  /** Pool that takes over while no server of this one is up. */
  readonly standIn?: string;
  /** Pool with the same servers, whose health checks count for this one too. */
  readonly track?: string;
}

/** What main does beside its own work has pools of its own, so that its own work never waits behind it. */
export const mainInstead = 'main-instead';
export const syncOnMain = 'sync-on-main';

/**
 * Servers are written in steps of this many, so that adding workers within a step leaves the router's configuration, and with it every
 * open request, alone. Names that do not exist yet stay down.
 */
const serverStep = 4;

/** Pools of an environment: main first, then the pools whose workers it has, then what main does in their place. */
export function makePools(environment: Environment): Pool[] {
  const active = activePools(environment);
  const onMain = (name: string, summary: string, limits: PoolLimits): Pool => ({
    name,
    summary,
    servers: serversOf(environment, mainProcess.kubernetesName, 1),
    balance: 'spread',
    ...limits,
  });
  const hasSync = active.some(({ kind }) => kind.name === 'sync');
  return [
    onMain(mainProcess.component, 'The main process', poolLimits.usual),
    ...active.map(({ kind, definition }) => workerPool(environment, kind, definition, hasSync)),
    {
      ...onMain(mainInstead, 'What main does while the workers for it are gone', poolLimits.usual),
      track: mainProcess.component,
    },
    {
      ...onMain(
        syncOnMain,
        'Waiting requests that main takes itself; few, or they would leave no room for the rest',
        hasSync
          ? { ...poolLimits.waiting, maxConnections: poolLimits.usual.maxConnections }
          : poolLimits.waiting,
      ),
      track: mainProcess.component,
    },
  ];
}

/** Name of the pool that serves a target: the first of its pools that the environment has, or main. */
export function poolFor(environment: Environment, target: readonly PoolName[]): string {
  const names = activePools(environment).map(({ definition }) => definition.name);
  const found = target.find((name) => names.includes(name));
  return found ?? (target.includes('sync') ? syncOnMain : mainProcess.component);
}

function activePools(environment: Environment) {
  const kinds = activeWorkerKinds(environment);
  return poolDefinitions.flatMap((definition) => {
    const kind = kinds.find(({ name }) => name === definition.kind);
    return kind === undefined ? [] : [{ kind, definition }];
  });
}

function workerPool(
  environment: Environment,
  kind: WorkerKind,
  definition: PoolDefinition & { readonly name: PoolName },
  hasSync: boolean,
): Pool {
  const { name, limits, standIn } = definition;
  const count = countWorkers(environment, kind);
  const slots = whySingle(kind.name) === undefined ? Math.ceil(count / serverStep) * serverStep : 1;
  const byMain = name === 'sync' || standIn === 'sync' ? syncOnMain : mainInstead;
  return {
    name,
    summary: kind.summary,
    servers: serversOf(environment, kind.kubernetesName, slots),
    balance: definition.balance ?? kind.balance ?? 'spread',
    ...limits,
    ...(name !== kind.component && { track: kind.component }),
    ...(standIn !== 'nobody' && { standIn: standIn === 'sync' && hasSync ? 'sync' : byMain }),
  };
}

function serversOf(environment: Environment, kubernetesName: string, slots: number): Pool['servers'] {
  return Array.from({ length: slots }, (_, ordinal) => {
    const name = `${kubernetesName}-${ordinal}`;
    return { name, host: serviceHost(environment, `${name}.${kubernetesName}`, namespace) };
  });
}

/** Kinds that the router reaches; each has at least one pool. */
export const routedKinds: readonly WorkerKind[] = workerKinds.filter(({ serves }) => serves.length > 0);
