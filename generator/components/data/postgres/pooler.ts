import type { IPooler } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Pooler';
import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { budgetConnections } from './connection-budget.ts';
import { clusterName, namespace, poolerLabels, poolerName } from './names.ts';
import type { PoolerSize } from './pooler-size.ts';

/**
 * PgBouncer in front of the primary: one address through every failover, and a bound on what reaches PostgreSQL. Session mode, because
 * Synapse sets session state (`statement_timeout`, `bytea_output`) once per connection.
 */
export function makePooler(environment: Environment): IPooler & KubernetesObject {
  const { instances, resources } = environment.postgres.pooler;
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Pooler',
    metadata: { name: poolerName, namespace },
    spec: {
      cluster: { name: clusterName },
      instances,
      type: 'rw',
      pgbouncer: {
        poolMode: 'session',
        parameters: makePoolerParameters(budgetConnections(environment).pooler),
      },
      // The remaining pods carry everything, so one may go first; a surge would need a node more than there are pods.
      deploymentStrategy: {
        type: 'RollingUpdate',
        rollingUpdate:
          instances > 1 ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 },
      },
      template: {
        spec: {
          // The operator takes the image from here before it looks anywhere else.
          containers: [
            {
              name: 'pgbouncer',
              image: imageReference(images.pgbouncer),
              resources: containerResources(resources),
            },
          ],
          priorityClassName: priorityClasses.data.name,
          ...placementFor(environment, 'database'),
          // Sized for the loss of one pod: two on one node would be lost together.
          ...spreadOverHosts(environment, poolerLabels, 'required'),
        },
      },
    },
  };
}

/** Settings of PgBouncer that CloudNativePG lets through (v1.30.0 `internal/webhook/v1/pooler_webhook.go`). Times are in seconds. */
export function makePoolerParameters(size: PoolerSize): Record<string, string> {
  return {
    default_pool_size: String(size.poolSize),
    reserve_pool_size: String(size.reservePoolSize),
    reserve_pool_timeout: '1',
    max_db_connections: String(size.databaseConnections),
    max_client_conn: String(size.clientConnections),
    // An error that Synapse retries, rather than a request that hangs for the default of two minutes.
    query_wait_timeout: '30',
    // During a failover: try the new primary again after a second, not after fifteen.
    server_login_retry: '1',
    client_tls_sslmode: 'require',
    // A server or client that vanished without a word is noticed after 10 + 3 × 10 seconds; the last value is in milliseconds.
    tcp_keepalive: '1',
    tcp_keepidle: '10',
    tcp_keepintvl: '10',
    tcp_keepcnt: '3',
    tcp_user_timeout: '40000',
  };
}

/** Lets a drain take one pod at a time. */
export function makePoolerBudget(environment: Environment): KubernetesObject[] {
  return disruptionBudget({
    name: poolerName,
    namespace,
    labels: { 'app.kubernetes.io/part-of': partOf },
    selector: poolerLabels,
    replicas: environment.postgres.pooler.instances,
  });
}
