import type { Environment } from '../../../../environment/environment.ts';
import { isInCluster } from '../../../data/object-store/names.ts';
import { lines, type Page, type Row } from '../panel.ts';

const store: Row = {
  title: 'Object store',
  panels: [
    lines(
      'Drives',
      'short',
      'Offline should be 0.',
      { expr: 'max(minio_cluster_drive_online_total)', legend: 'online' },
      { expr: 'max(minio_cluster_drive_offline_total)', legend: 'offline' },
    ),
    lines(
      'Room',
      'bytes',
      'Usable: what is left after parity.',
      { expr: 'max(minio_cluster_capacity_usable_total_bytes)', legend: 'all' },
      { expr: 'min(minio_cluster_capacity_usable_free_bytes)', legend: 'free' },
    ),
    lines('Requests', 'reqps', 'Requests by kind: reading, writing, listing.', {
      expr: 'sum by (api) (rate(minio_s3_requests_total[5m]))',
      legend: '{{api}}',
    }),
    lines('Errors', 'reqps', 'Errors of the store itself.', {
      expr: 'sum by (server) (rate(minio_s3_requests_5xx_errors_total[5m]))',
      legend: '{{server}}',
    }),
    lines(
      'Traffic',
      'Bps',
      'To and from clients.',
      { expr: 'sum(rate(minio_s3_traffic_received_bytes[5m]))', legend: 'in' },
      { expr: 'sum(rate(minio_s3_traffic_sent_bytes[5m]))', legend: 'out' },
    ),
    lines('Objects', 'short', 'As the last scan counted them.', {
      expr: 'max(minio_cluster_usage_object_total)',
    }),
  ],
};

const backups: Row = {
  title: 'Media volume and backups',
  panels: [
    lines('Media volume', 'percentunit', 'Share that is used. The nightly job makes room.', {
      expr: 'kubelet_volume_stats_used_bytes{namespace="matrix",persistentvolumeclaim="synapse-media"} / kubelet_volume_stats_capacity_bytes{namespace="matrix",persistentvolumeclaim="synapse-media"}',
    }),
    lines('Uploads', 'reqps', 'Uploads by answer; 5xx means that they fail.', {
      expr: 'sum by (code) (rate(synapse_http_server_response_time_seconds_count{servlet=~"UploadServlet|AsyncUploadServlet"}[5m]))',
      legend: '{{code}}',
    }),
    lines('Age of the last success', 's', 'Of the jobs for media. A day is normal.', {
      expr: 'time() - max by (cronjob) (kube_cronjob_status_last_successful_time{cronjob=~"synapse-media-cleanup|media-backup"})',
      legend: '{{cronjob}}',
    }),
    lines(
      'Age of the last base backup',
      's',
      'Age of the last base backup of the database. The alert says how old it may get.',
      {
        expr: 'time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp)',
      },
    ),
    lines(
      'Archived log',
      'ops',
      'Segments of the write-ahead log that the archive took, and attempts that failed.',
      { expr: 'sum(rate(cnpg_pg_stat_archiver_archived_count[5m]))', legend: 'archived' },
      { expr: 'sum(rate(cnpg_pg_stat_archiver_failed_count[5m]))', legend: 'failed' },
    ),
    lines('How far back a restore can go', 's', 'Age of the first point that can be restored.', {
      expr: 'time() - max(barman_cloud_cloudnative_pg_io_first_recoverability_point)',
    }),
  ],
};

/** Media, wherever it is, and what is kept in case it is lost. */
export function makeObjectStorePage(environment: Environment): Page {
  return {
    name: 'object-store',
    title: 'Matrix: object store and backups',
    rows: isInCluster(environment) ? [store, backups] : [backups],
  };
}
