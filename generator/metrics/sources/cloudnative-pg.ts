import { counters, gauges, type MetricSource } from '../metric.ts';

const pool = ['database', 'user'];

/** Instances (port 9187) and poolers (port 9127). */
export const cloudnativePg: MetricSource = {
  program: 'cloudnative-pg',
  version: '1.30.0',
  source:
    'cloudnative-pg/cloudnative-pg v1.30.0 config/manager/default-monitoring.yaml, pkg/management/postgres/webserver/metricserver/pg_collector.go, pkg/management/pgbouncer/metricsserver/{pools,lists,pgbouncer_collector}.go',
  metrics: {
    ...gauges(['cluster'], 'cnpg_collector_up'),
    ...gauges(
      [],
      'cnpg_collector_last_collection_error',
      'cnpg_collector_manual_switchover_required',
      'cnpg_collector_fencing_on',
      'cnpg_collector_nodes_used',
    ),
    // `ready` and `done`; `count`, `size`, …; `observed`: what synchronous_standby_names asks for
    ...gauges(
      ['value'],
      'cnpg_collector_pg_wal_archive_status',
      'cnpg_collector_pg_wal',
      'cnpg_collector_sync_replicas',
    ),
    ...gauges(
      ['datname', 'usename', 'application_name', 'state'],
      'cnpg_backends_total',
      'cnpg_backends_max_tx_duration_seconds',
    ),
    ...gauges([], 'cnpg_backends_waiting_total'),
    ...gauges(
      ['datname'],
      'cnpg_pg_database_size_bytes',
      'cnpg_pg_database_xid_age',
      'cnpg_pg_database_mxid_age',
    ),
    ...gauges(
      [],
      'cnpg_pg_replication_lag',
      'cnpg_pg_replication_in_recovery',
      'cnpg_pg_replication_is_wal_receiver_up',
      'cnpg_pg_replication_streaming_replicas',
    ),
    ...gauges(
      ['slot_name', 'slot_type', 'database'],
      'cnpg_pg_replication_slots_active',
      'cnpg_pg_replication_slots_pg_wal_lsn_diff',
    ),
    ...counters([], 'cnpg_pg_stat_archiver_archived_count', 'cnpg_pg_stat_archiver_failed_count'),
    ...gauges(
      [],
      'cnpg_pg_stat_archiver_seconds_since_last_archival',
      'cnpg_pg_stat_archiver_last_archived_time',
      'cnpg_pg_stat_archiver_last_failed_time',
    ),
    ...counters(
      ['datname'],
      'cnpg_pg_stat_database_xact_commit',
      'cnpg_pg_stat_database_xact_rollback',
      'cnpg_pg_stat_database_blks_read',
      'cnpg_pg_stat_database_blks_hit',
      'cnpg_pg_stat_database_deadlocks',
      'cnpg_pg_stat_database_temp_bytes',
    ),
    ...gauges(
      ['usename', 'application_name', 'client_addr', 'client_port'],
      'cnpg_pg_stat_replication_replay_lag_seconds',
      'cnpg_pg_stat_replication_replay_diff_bytes',
    ),
    ...gauges(['name'], 'cnpg_pg_settings_setting'),
    ...gauges(
      [],
      'cnpg_pgbouncer_up',
      'cnpg_pgbouncer_lists_used_clients',
      'cnpg_pgbouncer_lists_used_servers',
    ),
    ...gauges(
      pool,
      'cnpg_pgbouncer_pools_cl_active',
      'cnpg_pgbouncer_pools_cl_waiting',
      'cnpg_pgbouncer_pools_sv_active',
      'cnpg_pgbouncer_pools_sv_idle',
      'cnpg_pgbouncer_pools_maxwait',
    ),
  },
};
