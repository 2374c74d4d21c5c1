import { namespaces } from '../../common/namespaces.ts';
import type { Endpoint } from '../../component.ts';

/** Name of this component; carries the policies of instances and pooler. */
export const componentName = 'postgres';

/** Namespace of the database: the one of Synapse, whose pods mount its Secrets. */
export const namespace: string = namespaces.matrix.name;

/** The CloudNativePG Cluster. */
export const clusterName = 'synapse-db';

/** Service of the primary; CloudNativePG names it after the Cluster. */
export const primaryService = `${clusterName}-rw`;

/** The Pooler, and the Service that CloudNativePG gives the same name. */
export const poolerName = 'synapse-pooler-rw';

/** Database and the role that owns it. */
export const databaseName = 'synapse';

/** Secrets that are read by name. */
export const secretNames = {
  /** `username` and `password` of the role. */
  user: 'synapse-db-user',
  /** `ca.crt` verifies instances and pooler alike. Made by CloudNativePG. */
  ca: `${clusterName}-ca`,
  /** Credentials of the backup's bucket. */
  backup: 'synapse-db-backup-credentials',
} as const;

/** ObjectStore of the Barman Cloud plugin, and the schedule of base backups. */
export const backupName = 'synapse-db-backup';

/** ObjectStore that a restored database came from. */
export const recoverySourceName = 'synapse-db-recovery';

/** Ports of CloudNativePG pods (`pkg/management/url/url.go`, `pkg/postgres`, v1.30.0). */
export const ports = {
  /** PostgreSQL and PgBouncer. */
  postgres: 5432,
  /** Instance manager: probes, status, backups. */
  status: 8000,
  /** Metrics of instances (cloudnative-pg v1.30.0 `pkg/management/url`). */
  metrics: 9187,
  /** Metrics of PgBouncer pods (the same). */
  poolerMetrics: 9127,
} as const;

/** Labels that CloudNativePG puts on the pooler's pods and selects its Deployment by. */
export const poolerLabels = { 'cnpg.io/poolerName': poolerName } as const;

/** Instances and the Jobs that create them: `cnpg.io/podRole` would miss the Jobs, `cnpg.io/cluster` alone would add the pooler. */
export const instanceEndpoint: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: { 'cnpg.io/cluster': clusterName, 'app.kubernetes.io/component': 'database' },
};

/** PgBouncer pods. */
export const poolerEndpoint: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: poolerLabels,
};
