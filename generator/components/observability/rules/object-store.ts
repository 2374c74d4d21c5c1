import { mediaBackupComponent } from '../../data/media-backup/media-backup.ts';
import { isInCluster } from '../../data/object-store/names.ts';
import { longestGap } from './longest-gap.ts';
import { type MakeRules, when } from './rule-group.ts';
import { sinceSuccess } from './since-success.ts';

/** Hours that the copy of the media may take. */
const copyHours = 12;

/** Media and logs: the object store where it is ours, and the copy of the media wherever it goes. */
export const makeObjectStoreRules: MakeRules = (environment) => {
  const { mediaBackup: backup } = environment.objectStore;
  const oldest = backup === null ? 0 : longestGap(backup.schedule) + copyHours;
  return {
    name: 'object-store',
    recordings: [],
    alerts: [
      ...when(
        isInCluster(environment),
        {
          name: 'ObjectStoreDrivesOffline',
          severity: 'warning',
          expr: 'max(minio_cluster_drive_offline_total) > 0',
          holds: '5m',
          summary: '{{ $value | humanize }} drives of the object store are offline',
        },
        {
          name: 'ObjectStoreUnhealthy',
          severity: 'critical',
          expr: 'min(minio_cluster_health_status) == 0',
          holds: '2m',
          summary: 'The object store has too few drives to take writes',
        },
        {
          name: 'ObjectStoreFilling',
          severity: 'warning',
          expr: 'min(minio_cluster_capacity_usable_free_bytes) / max(minio_cluster_capacity_usable_total_bytes) < 0.2',
          holds: '30m',
          summary: 'The object store has {{ $value | humanizePercentage }} left',
        },
        {
          name: 'ObjectStoreErrors',
          severity: 'warning',
          expr: 'sum(rate(minio_s3_requests_5xx_errors_total[10m])) / sum(rate(minio_s3_requests_total[10m])) > 0.02',
          holds: '10m',
          summary: '{{ $value | humanizePercentage }} of the requests to the object store fail',
        },
      ),
      ...when(backup !== null, {
        name: 'MediaBackupOld',
        severity: 'critical',
        expr: `${sinceSuccess(mediaBackupComponent.namespace(environment), mediaBackupComponent.name)} > ${oldest} * 3600`,
        holds: '15m',
        summary: `The copy of the media last succeeded {{ $value | humanizeDuration }} ago; ${oldest} hours are allowed`,
      }),
    ],
  };
};
