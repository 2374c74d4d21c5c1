/** What the pooler is asked to carry. */
export interface PoolerDemand {
  /** Connections that all clients together may hold: processes × `cp_max`. */
  readonly connections: number;
  /** PgBouncer pods. */
  readonly instances: number;
}

/** Sizes of one PgBouncer pod, and what all pods together may open in PostgreSQL. */
export interface PoolerSize {
  /** Server connections of one pod for Synapse. */
  readonly poolSize: number;
  /** More of them, for when clients have spread unevenly. */
  readonly reservePoolSize: number;
  /** Most server connections of one pod to one database. */
  readonly databaseConnections: number;
  /** Client connections that one pod accepts. */
  readonly clientConnections: number;
  /** Most connections that PostgreSQL sees from all pods, those that look up passwords included. */
  readonly serverConnections: number;
}

/** A Service spreads connections at random: one pod gets more than its share. */
const headroom = 1.25;

/** Connections of one pod to the `postgres` database for `auth_query`: short-lived, reused, opened one after the other. */
const authenticationConnections = 10;

/**
 * Sizes PgBouncer in session mode, where a client holds its server connection for as long as it lives and nothing is multiplexed.
 * All clients still fit when one pod is gone; a single pod has no such spare.
 *
 * The random share of one pod has a standard deviation below the square root of its mean: the reserve covers four of them where the
 * headroom of a small pool does not. Clients may connect twice over, since after a failure the old connections linger.
 */
export function sizePooler({ connections, instances }: PoolerDemand): PoolerSize {
  const share = connections / Math.max(1, instances - 1);
  const poolSize = Math.ceil(share * headroom);
  const crowded = Math.min(connections, Math.ceil(share + 4 * Math.sqrt(share)));
  const reservePoolSize = Math.max(0, crowded - poolSize);
  const databaseConnections = poolSize + reservePoolSize;
  return {
    poolSize,
    reservePoolSize,
    databaseConnections,
    clientConnections: 2 * connections,
    serverConnections: instances * (databaseConnections + authenticationConnections),
  };
}
