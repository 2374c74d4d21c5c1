import { budgetConnections } from '../../data/postgres/connection-budget.ts';
import { clusterName, databaseName, namespace } from '../../data/postgres/names.ts';
import { longestGap } from './longest-gap.ts';
import { type MakeRules, when } from './rule-group.ts';

const here = `namespace="${namespace}"`;
const volumes = `${here},persistentvolumeclaim=~"${clusterName}-.+"`;
const primary = 'cnpg_pg_replication_in_recovery == 0';

/** Hours that a base backup may take before it counts as missing. */
const backupHours = 6;

/** Hours that the newest base backup may be old, by its schedule. */
export function oldestBackup(schedule: string): number {
  return longestGap(schedule) + backupHours;
}

/** PostgreSQL, its backups, and the pooler in front of it. */
export const makeDatabaseRules: MakeRules = (environment) => {
  const { instances, backup } = environment.postgres;
  const { pooler, maxConnections } = budgetConnections(environment);
  const standbys = instances - 1;
  const oldest = backup === null ? 0 : oldestBackup(backup.schedule);
  return {
    name: 'database',
    recordings: [
      {
        name: 'pod:pooler_server_connections:sum',
        expr: `sum by (pod) (cnpg_pgbouncer_pools_sv_active{database="${databaseName}"} + cnpg_pgbouncer_pools_sv_idle{database="${databaseName}"})`,
      },
      { name: 'pod:postgres_connections:sum', expr: 'sum by (pod) (cnpg_backends_total)' },
    ],
    alerts: [
      {
        name: 'DatabaseNoPrimary',
        severity: 'critical',
        expr: `(count(${primary}) or vector(0)) < 1`,
        holds: '2m',
        summary: 'No PostgreSQL instance takes writes',
      },
      ...when(
        standbys > 0,
        {
          name: 'DatabaseStandbyMissing',
          severity: 'warning',
          expr: `max(cnpg_pg_replication_streaming_replicas) < ${standbys}`,
          holds: '10m',
          summary: `{{ $value | humanize }} of ${standbys} standbys follow the primary`,
        },
        {
          name: 'DatabaseSynchronousStandbyMissing',
          severity: 'critical',
          // Durability is required: without a standby every commit waits.
          expr: `(cnpg_pg_replication_streaming_replicas < on (namespace, pod) cnpg_collector_sync_replicas{value="observed"}) and on (namespace, pod) (${primary})`,
          holds: '1m',
          summary:
            'The primary {{ $labels.pod }} has {{ $value | humanize }} standbys and waits for one with every write',
        },
        {
          name: 'DatabaseReplicationLag',
          severity: 'warning',
          expr: 'max by (pod) (cnpg_pg_replication_lag) > 60',
          holds: '5m',
          summary: '{{ $labels.pod }} is {{ $value | humanizeDuration }} behind the primary',
        },
      ),
      ...when(
        backup !== null,
        {
          name: 'DatabaseBackupOld',
          severity: 'critical',
          expr: `time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp) > ${oldest} * 3600`,
          holds: '15m',
          summary: `The last base backup is {{ $value | humanizeDuration }} old; ${oldest} hours are allowed`,
        },
        {
          name: 'DatabaseWalArchiveFailing',
          severity: 'critical',
          expr: 'max by (pod) (cnpg_collector_pg_wal_archive_status{value="ready"}) > 32',
          holds: '10m',
          summary:
            '{{ $value | humanize }} segments of the write-ahead log of {{ $labels.pod }} wait to be archived',
        },
      ),
      {
        name: 'DatabaseVolumeFilling',
        severity: 'critical',
        expr: `kubelet_volume_stats_available_bytes{${volumes}} / kubelet_volume_stats_capacity_bytes{${volumes}} < 0.15`,
        holds: '10m',
        summary: 'Volume {{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} left',
      },
      {
        name: 'DatabaseConnectionsNearLimit',
        severity: 'warning',
        expr: `pod:postgres_connections:sum > ${Math.floor(0.9 * maxConnections)}`,
        holds: '10m',
        summary: `{{ $labels.pod }} has {{ $value | humanize }} of ${maxConnections} connections`,
      },
      {
        name: 'DatabaseTransactionIdsRunOut',
        severity: 'critical',
        // PostgreSQL refuses writes at 2^31; autovacuum should keep this below autovacuum_freeze_max_age, 200 million.
        expr: 'max by (datname) (cnpg_pg_database_xid_age) > 1000000000',
        holds: '1h',
        summary:
          'Database {{ $labels.datname }} is {{ $value | humanize }} transactions from its last freeze; 2.1G is the end',
      },
      {
        name: 'PoolerClientsWait',
        severity: 'critical',
        expr: `sum by (pod) (cnpg_pgbouncer_pools_cl_waiting{database="${databaseName}"}) > 0`,
        holds: '5m',
        summary: '{{ $value | humanize }} clients of {{ $labels.pod }} wait for a connection to PostgreSQL',
      },
      {
        name: 'PoolerNearLimit',
        severity: 'warning',
        expr: `pod:pooler_server_connections:sum > ${Math.floor(0.9 * pooler.databaseConnections)}`,
        holds: '10m',
        summary: `{{ $labels.pod }} has {{ $value | humanize }} of ${pooler.databaseConnections} connections to PostgreSQL open`,
      },
    ],
  };
};
