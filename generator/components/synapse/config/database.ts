import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { serviceHost } from '../../common/service-host.ts';
import { databaseName, poolerName, ports, primaryService } from '../../data/postgres/names.ts';
import { namespace } from '../labels.ts';
import { secretPath } from '../paths.ts';

/** Services of the postgres component: the primary itself, and the pooler in front of it. */
const databaseServices = { direct: primaryService, pooled: poolerName } as const;

/**
 * `database` section of one process. The password is not here: libpq takes it from `PGPASSWORD`, since it refuses a password file that
 * a group may read, which is what `fsGroup` makes of a mounted Secret.
 *
 * The TCP settings notice a lost server after 10 + 3 × 10 seconds without an answer. A connection is renewed after `txn_limit`
 * transactions, so that after a failover the load spreads again.
 */
export function makeDatabaseSection(
  environment: Environment,
  way: keyof typeof databaseServices,
  connections: { readonly min: number; readonly max: number },
): Json {
  return {
    name: 'psycopg2',
    txn_limit: 10_000,
    args: {
      host: serviceHost(environment, databaseServices[way], namespace),
      port: ports.postgres,
      dbname: databaseName,
      user: databaseName,
      sslmode: 'verify-full',
      sslrootcert: secretPath('databaseCa'),
      connect_timeout: 10,
      keepalives_idle: 10,
      keepalives_interval: 10,
      keepalives_count: 3,
      // Milliseconds; keepalives do not run while a query waits to be acknowledged.
      tcp_user_timeout: 40_000,
      // PgBouncer answers for the server it connects to; only a direct connection can meet a demoted primary.
      ...(way === 'direct' && { target_session_attrs: 'read-write' }),
      cp_min: connections.min,
      cp_max: connections.max,
    },
  };
}
