import { gauges, type MetricSource } from '../metric.ts';

/** Served by the instances, beside their own metrics. */
export const barmanCloud: MetricSource = {
  program: 'barman-cloud',
  version: 'v0.13.0',
  source: 'cloudnative-pg/plugin-barman-cloud v0.13.0 internal/cnpgi/instance/metrics.go',
  metrics: gauges(
    [],
    'barman_cloud_cloudnative_pg_io_first_recoverability_point',
    'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp',
    'barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp',
  ),
};
