import { counters, gauges, type MetricSource } from '../metric.ts';

const set = ['pool', 'set'];

/** `/minio/v2/metrics/cluster`; `minio` and `silo` are the same code. Every server answers for the whole cluster. */
export const objectStore: MetricSource = {
  program: 'silo',
  version: 'RELEASE.2026-09-16T00-00-00Z',
  source:
    'pgsty/minio RELEASE.2025-12-03T12-00-00Z cmd/metrics-v2.go: the last source of the fork that could be read; the v2 metrics are frozen',
  metrics: {
    ...gauges(
      [],
      'minio_cluster_drive_offline_total',
      'minio_cluster_drive_online_total',
      'minio_cluster_drive_total',
      'minio_cluster_nodes_offline_total',
      'minio_cluster_nodes_online_total',
      'minio_cluster_health_status',
      'minio_cluster_capacity_usable_total_bytes',
      'minio_cluster_capacity_usable_free_bytes',
      'minio_cluster_usage_total_bytes',
      'minio_cluster_usage_object_total',
    ),
    ...gauges(
      set,
      'minio_cluster_health_erasure_set_online_drives',
      'minio_cluster_health_erasure_set_status',
    ),
    ...counters(['server', 'api'], 'minio_s3_requests_total', 'minio_s3_requests_5xx_errors_total'),
    ...counters(['server'], 'minio_s3_traffic_received_bytes', 'minio_s3_traffic_sent_bytes'),
    ...counters(['server', 'type'], 'minio_heal_objects_errors_total'),
  },
};
