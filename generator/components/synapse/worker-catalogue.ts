import { backstageWorkers } from './workers/backstage.ts';
import { requestWorkers } from './workers/request-workers.ts';
import { streamWriters } from './workers/stream-writers.ts';
import type { WorkerKind } from './workers/worker-kind.ts';

export type {
  Balance,
  ListenerResource,
  SharedPool,
  SingleDuty,
  StreamName,
  WorkerKind,
} from './workers/worker-kind.ts';

/**
 * Kinds of workers, in reading order: those that answer requests, those that write streams, those that nobody calls.
 *
 * Sources: element-hq/synapse v1.163.2 `docs/workers.md` (which work each kind may do, restart rules) and `synapse/config/workers.py`
 * (streams, pools and how many writers each may have).
 */
export const workerKinds: readonly WorkerKind[] = [...requestWorkers, ...streamWriters, ...backstageWorkers];

/** The main process: one, always. It does whatever no worker does, and only it migrates the database schema. */
export const mainProcess = {
  kubernetesName: 'synapse-main',
  component: 'main',
  /** What `stream_writers` and the pools call it; `instance_map` calls it `main`. */
  instanceName: 'master',
  connections: { min: 3, max: 10 },
} as const;
