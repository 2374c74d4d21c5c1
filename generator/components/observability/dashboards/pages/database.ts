import { lines, number, type Page } from '../panel.ts';

/** PostgreSQL and the pooler in front of it. */
export const databasePage: Page = {
  name: 'database',
  title: 'Matrix: database and pooler',
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Primaries',
          'short',
          'Instances that take writes: exactly 1.',
          'count(cnpg_pg_replication_in_recovery == 0) or vector(0)',
        ),
        number(
          'Standbys that follow',
          'short',
          'One less than there are instances.',
          'max(cnpg_pg_replication_streaming_replicas)',
        ),
        number(
          'Size',
          'bytes',
          'The database of Synapse on disk.',
          'max(cnpg_pg_database_size_bytes{datname="synapse"})',
        ),
        number(
          'Log to be archived',
          'short',
          'Segments that wait. Near 0.',
          'max(cnpg_collector_pg_wal_archive_status{value="ready"})',
        ),
        number(
          'Last backup',
          'dateTimeFromNow',
          'When the last base backup was finished.',
          'max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp) * 1000',
        ),
        number(
          'Oldest transaction id',
          'short',
          'Above one thousand million it gets urgent.',
          'max(cnpg_pg_database_xid_age)',
        ),
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        lines('Connections', 'short', 'Open connections of each instance.', {
          expr: 'pod:postgres_connections:sum',
          legend: '{{pod}}',
        }),
        lines('Connections by state', 'short', '`idle in transaction` for long is a process that hangs.', {
          expr: 'sum by (state) (cnpg_backends_total)',
          legend: '{{state}}',
        }),
        lines(
          'Transactions',
          'ops',
          'Commits and rollbacks of all databases.',
          { expr: 'sum(rate(cnpg_pg_stat_database_xact_commit[5m]))', legend: 'commit' },
          { expr: 'sum(rate(cnpg_pg_stat_database_xact_rollback[5m]))', legend: 'rollback' },
        ),
        lines('Longest transaction', 's', 'Long ones keep dead rows from being cleaned up.', {
          expr: 'max by (application_name) (cnpg_backends_max_tx_duration_seconds) > 1',
          legend: '{{application_name}}',
        }),
        lines(
          'Read from memory',
          'percentunit',
          'Share of blocks found in shared buffers. Usually above 99 %.',
          {
            expr: 'sum by (pod) (rate(cnpg_pg_stat_database_blks_hit[5m])) / (sum by (pod) (rate(cnpg_pg_stat_database_blks_hit[5m])) + sum by (pod) (rate(cnpg_pg_stat_database_blks_read[5m])))',
            legend: '{{pod}}',
          },
        ),
        lines('Waiting for locks', 'short', 'Backends that wait for others.', {
          expr: 'max by (pod) (cnpg_backends_waiting_total)',
          legend: '{{pod}}',
        }),
        lines('Lag of the standbys', 's', 'Seconds behind the primary.', {
          expr: 'max by (pod) (cnpg_pg_replication_lag)',
          legend: '{{pod}}',
        }),
        lines('Volumes', 'percentunit', 'Share that is used.', {
          expr: 'kubelet_volume_stats_used_bytes{namespace="matrix",persistentvolumeclaim=~"synapse-db-.+"} / kubelet_volume_stats_capacity_bytes{namespace="matrix",persistentvolumeclaim=~"synapse-db-.+"}',
          legend: '{{persistentvolumeclaim}}',
        }),
      ],
    },
    {
      title: 'Pooler',
      panels: [
        lines('Clients that wait', 'short', 'Should be 0: in session mode they may wait for ever.', {
          expr: 'sum by (pod) (cnpg_pgbouncer_pools_cl_waiting)',
          legend: '{{pod}}',
        }),
        lines('Connections to PostgreSQL', 'short', 'Open connections of each pooler pod.', {
          expr: 'pod:pooler_server_connections:sum',
          legend: '{{pod}}',
        }),
        lines('Clients', 'short', 'How clients have spread over the pods.', {
          expr: 'sum by (pod) (cnpg_pgbouncer_pools_cl_active)',
          legend: '{{pod}}',
        }),
        lines('Longest wait', 's', 'Of the client that has waited longest.', {
          expr: 'max by (pod) (cnpg_pgbouncer_pools_maxwait)',
          legend: '{{pod}}',
        }),
      ],
    },
  ],
};
