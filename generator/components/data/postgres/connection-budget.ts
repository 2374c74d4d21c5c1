import type { Environment } from '../../../environment/environment.ts';
import { type ConnectionDemand, countDatabaseConnections } from '../../synapse/count-database-connections.ts';
import { type PoolerSize, sizePooler } from './pooler-size.ts';

/** A person who looks something up through the pooler. The media clean-up job is counted with the processes. */
const jobConnections = 1;

/** Superusers, the instance manager with its metrics, base backups, the migrations of an update, and a person with psql. */
const reservedConnections = 30;

/** Who may connect to PostgreSQL at the same time, and what that makes of its limits. */
export interface ConnectionBudget {
  /** Worker processes and the sum of their `cp_max`. */
  readonly workers: ConnectionDemand;
  /** Connections through the pooler that belong to no process. */
  readonly jobs: number;
  readonly poolerInstances: number;
  readonly pooler: PoolerSize;
  /** Processes that connect to the primary itself. */
  readonly direct: ConnectionDemand;
  readonly reserved: number;
  /** `max_connections`: all of the above, rounded up to a ten. */
  readonly maxConnections: number;
}

/** Adds up the connections of an environment. Pure arithmetic on the worker catalogue: `plan` prints it. */
export function budgetConnections(environment: Environment): ConnectionBudget {
  const { pooled, direct } = countDatabaseConnections(environment);
  const { instances } = environment.postgres.pooler;
  const pooler = sizePooler({ connections: pooled.connections + jobConnections, instances });
  const open = pooler.serverConnections + direct.connections + reservedConnections;
  return {
    workers: pooled,
    jobs: jobConnections,
    poolerInstances: instances,
    pooler,
    direct,
    reserved: reservedConnections,
    maxConnections: Math.ceil(open / 10) * 10,
  };
}
