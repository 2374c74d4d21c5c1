import type { Environment } from '../../environment/environment.ts';

/** Name of a kind of worker: its key under `synapse.workers` in an environment file. */
export type WorkerKindName = keyof Environment['synapse']['workers'];

/** A stream that exactly the named processes may write (`stream_writers`). */
export type StreamName = 'events';

/** A list in the shared configuration that divides work among the processes it names. */
export type SharedPool = 'federation_sender_instances';

/** What there is to know about one kind of worker. Manifests, configuration, routing and connection budget are computed from it. */
export interface WorkerKind {
  readonly name: WorkerKindName;
  readonly summary: string;
  /** StatefulSet and Service; pods are `<kubernetesName>-<ordinal>`, and a pod's name is its `worker_name`. */
  readonly kubernetesName: string;
  /** Value of `app.kubernetes.io/component` and of the pool in the router. */
  readonly component: string;
  readonly workerApp: 'synapse.app.generic_worker';
  /** API resources of its HTTP listener; empty when the router sends it nothing. */
  readonly serves: readonly 'client'[];
  readonly streams: readonly StreamName[];
  readonly sharedPool?: SharedPool;
  /** False when Synapse allows one process of this kind. */
  readonly scales: boolean;
  /** What keeps requests on one process; absent when the router sends it nothing. */
  readonly balance?: 'user';
  /** Database connections that one process keeps and may open (`cp_min`, `cp_max`); a pool never shrinks. */
  readonly connections: { readonly min: number; readonly max: number };
  /**
   * What a change of their number asks for. `itself`: nothing else notices. `everything`: all processes must agree on who does
   * which share of the work, so all restart.
   */
  readonly restart: 'itself' | 'everything';
  /** True when the kind has nothing to do with federation closed. */
  readonly onlyFederating?: boolean;
}

/**
 * Kinds of workers, in reading order.
 *
 * Sources: element-hq/synapse v1.163.2 `docs/workers.md` (which work each kind may do, restart rules) and `synapse/config/workers.py`
 * (streams, pools and how many writers each may have).
 */
export const workerKinds: readonly WorkerKind[] = [
  {
    name: 'sync',
    summary: 'Answers /sync and its relatives: most of the requests and all of the waiting',
    kubernetesName: 'synapse-sync',
    component: 'sync',
    workerApp: 'synapse.app.generic_worker',
    serves: ['client'],
    streams: [],
    scales: true,
    balance: 'user',
    connections: { min: 2, max: 6 },
    restart: 'itself',
  },
  {
    name: 'eventPersister',
    summary: 'Writes events to the database; rooms are divided among the processes',
    kubernetesName: 'synapse-event-persister',
    component: 'event-persister',
    workerApp: 'synapse.app.generic_worker',
    serves: [],
    streams: ['events'],
    scales: true,
    connections: { min: 3, max: 8 },
    restart: 'everything',
  },
  {
    name: 'federationSender',
    summary: 'Sends to other servers; destinations are divided among the processes',
    kubernetesName: 'synapse-federation-sender',
    component: 'federation-sender',
    workerApp: 'synapse.app.generic_worker',
    serves: [],
    streams: [],
    sharedPool: 'federation_sender_instances',
    scales: true,
    connections: { min: 2, max: 6 },
    restart: 'everything',
    onlyFederating: true,
  },
];

/** The main process: one, always. It does whatever no worker does, and only it migrates the database schema. */
export const mainProcess = {
  kubernetesName: 'synapse-main',
  component: 'main',
  /** What `stream_writers` and the pools call it; `instance_map` calls it `main`. */
  instanceName: 'master',
  connections: { min: 3, max: 10 },
} as const;
