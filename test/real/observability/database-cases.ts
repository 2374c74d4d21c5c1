import { budgetConnections } from '../../../generator/components/data/postgres/connection-budget.ts';
import type { MakeCases } from './alert-case.ts';

const first = 'pod="synapse-db-1",namespace="matrix"';
const second = 'pod="synapse-db-2",namespace="matrix"';
const pooler = 'pod="synapse-pooler-rw-a",namespace="matrix",database="synapse",user="synapse"';
const wal = 'namespace="matrix",persistentvolumeclaim="synapse-db-1-wal"';
const backup = `barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${first}}`;

export const makeDatabaseCases: MakeCases = (environment) => [
  {
    alert: 'DatabaseNoPrimary',
    at: '10m',
    fires: {
      [`cnpg_pg_replication_in_recovery{${first}}`]: '1x20',
      [`cnpg_pg_replication_in_recovery{${second}}`]: '1x20',
    },
    labels: {},
    summary: 'No PostgreSQL instance takes writes',
    quiet: [
      {
        [`cnpg_pg_replication_in_recovery{${first}}`]: '0x20',
        [`cnpg_pg_replication_in_recovery{${second}}`]: '1x20',
      },
      // a switchover
      { [`cnpg_pg_replication_in_recovery{${first}}`]: '0x8 1x1 0x20' },
    ],
  },
  {
    alert: 'DatabaseStandbyMissing',
    at: '20m',
    fires: { [`cnpg_pg_replication_streaming_replicas{${first}}`]: '1x30' },
    labels: {},
    summary: '1 of 2 standbys follow the primary',
    quiet: [
      {
        [`cnpg_pg_replication_streaming_replicas{${first}}`]: '2x30',
        [`cnpg_pg_replication_streaming_replicas{${second}}`]: '0x30',
      },
    ],
  },
  {
    alert: 'DatabaseSynchronousStandbyMissing',
    at: '10m',
    fires: {
      [`cnpg_pg_replication_streaming_replicas{${first}}`]: '0x20',
      [`cnpg_collector_sync_replicas{${first},value="observed"}`]: '1x20',
      [`cnpg_pg_replication_in_recovery{${first}}`]: '0x20',
    },
    labels: { pod: 'synapse-db-1', namespace: 'matrix' },
    summary: 'The primary synapse-db-1 has 0 standbys and waits for one with every write',
    quiet: [
      {
        [`cnpg_pg_replication_streaming_replicas{${first}}`]: '1x20',
        [`cnpg_collector_sync_replicas{${first},value="observed"}`]: '1x20',
        [`cnpg_pg_replication_in_recovery{${first}}`]: '0x20',
      },
      // a standby has nobody who follows it
      {
        [`cnpg_pg_replication_streaming_replicas{${second}}`]: '0x20',
        [`cnpg_collector_sync_replicas{${second},value="observed"}`]: '1x20',
        [`cnpg_pg_replication_in_recovery{${second}}`]: '1x20',
      },
    ],
  },
  {
    alert: 'DatabaseReplicationLag',
    at: '10m',
    fires: { [`cnpg_pg_replication_lag{${second}}`]: '90x20' },
    labels: { pod: 'synapse-db-2' },
    summary: 'synapse-db-2 is 1m 30s behind the primary',
    quiet: [{ [`cnpg_pg_replication_lag{${second}}`]: '2x20' }],
  },
  {
    alert: 'DatabaseBackupOld',
    at: '31h',
    step: '15m',
    fires: { [backup]: '0x200' },
    labels: {},
    summary: 'The last base backup is 1d 7h 0m 0s old; 30 hours are allowed',
    quiet: [{ [backup]: '7200x200' }],
  },
  {
    alert: 'DatabaseWalArchiveFailing',
    at: '30m',
    fires: { [`cnpg_collector_pg_wal_archive_status{${first},value="ready"}`]: '0+4x40' },
    labels: { pod: 'synapse-db-1' },
    summary: '120 segments of the write-ahead log of synapse-db-1 wait to be archived',
    quiet: [
      {
        [`cnpg_collector_pg_wal_archive_status{${first},value="ready"}`]: '2x40',
        [`cnpg_collector_pg_wal_archive_status{${first},value="done"}`]: '0+4x40',
      },
    ],
  },
  {
    alert: 'DatabaseVolumeFilling',
    at: '20m',
    fires: {
      [`kubelet_volume_stats_available_bytes{${wal}}`]: '5x30',
      [`kubelet_volume_stats_capacity_bytes{${wal}}`]: '100x30',
    },
    labels: { namespace: 'matrix', persistentvolumeclaim: 'synapse-db-1-wal' },
    summary: 'Volume synapse-db-1-wal has 5% left',
    quiet: [
      {
        [`kubelet_volume_stats_available_bytes{${wal}}`]: '50x30',
        [`kubelet_volume_stats_capacity_bytes{${wal}}`]: '100x30',
      },
    ],
  },
  {
    alert: 'DatabaseConnectionsNearLimit',
    at: '20m',
    fires: { [`cnpg_backends_total{${first},datname="synapse",state="idle"}`]: '5000x30' },
    labels: { pod: 'synapse-db-1' },
    summary: `synapse-db-1 has 5k of ${budgetConnections(environment).maxConnections} connections`,
    quiet: [{ [`cnpg_backends_total{${first},datname="synapse",state="idle"}`]: '200x30' }],
  },
  {
    alert: 'DatabaseTransactionIdsRunOut',
    at: '2h',
    step: '15m',
    fires: { [`cnpg_pg_database_xid_age{${first},datname="synapse"}`]: '1500000000x200' },
    labels: { datname: 'synapse' },
    summary: 'Database synapse is 1.5G transactions from its last freeze; 2.1G is the end',
    quiet: [{ [`cnpg_pg_database_xid_age{${first},datname="synapse"}`]: '210000000x200' }],
  },
  {
    alert: 'PoolerClientsWait',
    at: '10m',
    fires: { [`cnpg_pgbouncer_pools_cl_waiting{${pooler}}`]: '7x20' },
    labels: { pod: 'synapse-pooler-rw-a' },
    summary: '7 clients of synapse-pooler-rw-a wait for a connection to PostgreSQL',
    quiet: [
      { [`cnpg_pgbouncer_pools_cl_waiting{${pooler}}`]: '0x20' },
      // one moment
      { [`cnpg_pgbouncer_pools_cl_waiting{${pooler}}`]: '0x8 7x1 0x20' },
    ],
  },
  {
    alert: 'PoolerNearLimit',
    at: '20m',
    fires: {
      [`cnpg_pgbouncer_pools_sv_active{${pooler}}`]: '900x30',
      [`cnpg_pgbouncer_pools_sv_idle{${pooler}}`]: '100x30',
    },
    labels: { pod: 'synapse-pooler-rw-a' },
    summary: `synapse-pooler-rw-a has 1k of ${budgetConnections(environment).pooler.databaseConnections} connections to PostgreSQL open`,
    quiet: [
      {
        [`cnpg_pgbouncer_pools_sv_active{${pooler}}`]: '60x30',
        [`cnpg_pgbouncer_pools_sv_idle{${pooler}}`]: '5x30',
      },
    ],
  },
];
