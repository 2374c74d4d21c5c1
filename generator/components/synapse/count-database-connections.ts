import type { Environment } from '../../environment/environment.ts';
import { offloadsMedia } from './media/holder.ts';
import { mainProcess } from './worker-catalogue.ts';
import { activeWorkerKinds, countWorkers } from './worker-names.ts';

/** Processes that share a way to the database, and the most connections that they hold together. */
export interface ConnectionDemand {
  readonly processes: number;
  readonly connections: number;
}

/**
 * Database connections that Synapse may open, by the way they take. Workers go through the pooler, the main process goes to PostgreSQL
 * itself because it migrates the schema. The job that clears the media volume takes one more. StatefulSets stop a pod before they
 * start its successor, so an update adds nothing.
 */
export function countDatabaseConnections(environment: Environment): {
  readonly pooled: ConnectionDemand;
  readonly direct: ConnectionDemand;
} {
  const workers = activeWorkerKinds(environment).map((kind) => ({
    processes: countWorkers(environment, kind),
    each: kind.connections.max,
  }));
  const jobs = offloadsMedia(environment) ? 1 : 0;
  return {
    pooled: {
      processes: workers.reduce((sum, { processes }) => sum + processes, jobs),
      connections: workers.reduce((sum, { processes, each }) => sum + processes * each, jobs),
    },
    direct: { processes: 1, connections: mainProcess.connections.max },
  };
}
