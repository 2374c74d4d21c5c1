import { namespace } from '../../synapse/labels.ts';
import { cleanupName } from '../../synapse/media/cleanup.ts';
import { offloadsMedia } from '../../synapse/media/holder.ts';
import { mediaVolume } from '../../synapse/media/store.ts';
import { activeWorkerKinds } from '../../synapse/worker-names.ts';
import { type MakeRules, when } from './rule-group.ts';
import { sinceSuccess } from './since-success.ts';

const here = `namespace="${namespace}"`;
const syncs = 'servlet=~"SyncRestServlet|SlidingSyncRestServlet"';

/** Seconds of one kind of work per answer to a sync. */
const perSync = (metric: string) =>
  `sum by (pod) (rate(synapse_http_server_response_${metric}{${syncs}}[5m]))`;

/** Homeserver and workers, as they see themselves and what they depend on. */
export const makeSynapseRules: MakeRules = (environment) => {
  const federates = environment.network.federation !== 'closed';
  return {
    name: 'synapse',
    recordings: [
      {
        // A sync waits on purpose until something happens: the time of the answer says nothing, the work in it does.
        name: 'pod:synapse_sync_work_seconds:mean5m',
        expr: `(${perSync('db_txn_duration_seconds_total')} + ${perSync('db_sched_duration_seconds_total')} + ${perSync('ru_utime_seconds_total')}) / ${perSync('count_total')}`,
      },
      {
        name: 'pod:synapse_event_persist_seconds:mean5m',
        expr: 'sum by (pod) (rate(synapse_storage_transaction_time_sum_total{desc="persist_events"}[5m])) / sum by (pod) (rate(synapse_storage_transaction_time_count_total{desc="persist_events"}[5m]))',
      },
      {
        name: 'pod:synapse_connection_wait_seconds:mean5m',
        expr: 'sum by (pod) (rate(synapse_storage_schedule_time_sum[5m])) / sum by (pod) (rate(synapse_storage_schedule_time_count[5m]))',
      },
      {
        name: 'pod:synapse_cpu:rate5m',
        expr: `sum by (pod) (rate(process_cpu_user_seconds_total{${here}}[5m]) + rate(process_cpu_system_seconds_total{${here}}[5m]))`,
      },
      {
        name: 'platform:synapse_server_errors:ratio5m',
        expr: 'sum(rate(synapse_http_server_responses_total{code=~"5.."}[5m])) / sum(rate(synapse_http_server_responses_total[5m]))',
      },
    ],
    alerts: [
      {
        name: 'SynapseProcessDown',
        severity: 'critical',
        expr: `up{job="${namespace}/synapse"} == 0`,
        holds: '5m',
        summary: 'Synapse process {{ $labels.pod }} has not answered for 5 minutes',
      },
      ...when(
        activeWorkerKinds(environment).length > 0,
        {
          name: 'SynapseReplicationLost',
          severity: 'critical',
          expr: 'synapse_replication_tcp_resource_total_connections == 0',
          holds: '2m',
          summary: '{{ $labels.pod }} has no connection to the replication bus: it serves an old state',
        },
        {
          name: 'SynapseReplicationLag',
          severity: 'warning',
          expr: 'max by (pod, stream_name) (synapse_replication_tcp_command_queue) > 500',
          holds: '5m',
          summary:
            '{{ $labels.pod }} has {{ $value | humanize }} updates of stream {{ $labels.stream_name }} that it has not taken in',
        },
      ),
      {
        name: 'SynapseDatabaseReadOnly',
        severity: 'critical',
        expr: 'sum(rate(synapse_http_server_responses_total{method=~"PUT|POST",code=~"5.."}[5m])) > 0.1 and sum(rate(synapse_storage_events_persisted_events_total[5m])) == 0',
        holds: '3m',
        summary:
          '{{ $value | humanize }} writes a second fail and no event is stored: the database takes no writes',
      },
      {
        name: 'SynapseConnectionWait',
        severity: 'warning',
        expr: 'pod:synapse_connection_wait_seconds:mean5m > 0.25',
        holds: '10m',
        summary:
          'A transaction of {{ $labels.pod }} waits {{ $value | humanizeDuration }} for a database connection',
      },
      {
        name: 'SynapseServerErrors',
        severity: 'critical',
        expr: 'platform:synapse_server_errors:ratio5m > 0.05',
        holds: '5m',
        summary: '{{ $value | humanizePercentage }} of all requests end in a server error',
      },
      {
        name: 'SynapseSyncSlow',
        severity: 'warning',
        expr: 'pod:synapse_sync_work_seconds:mean5m > 2',
        holds: '10m',
        summary:
          'A sync on {{ $labels.pod }} takes {{ $value | humanizeDuration }} of work: messages arrive late',
      },
      {
        name: 'SynapseProcessSaturated',
        severity: 'warning',
        // Synapse computes on one core per process.
        expr: 'pod:synapse_cpu:rate5m > 0.9',
        holds: '15m',
        summary: '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of the one core that it can use',
      },
      {
        name: 'SynapseEventPersistSlow',
        severity: 'warning',
        expr: 'pod:synapse_event_persist_seconds:mean5m > 0.5',
        holds: '10m',
        summary: '{{ $labels.pod }} needs {{ $value | humanizeDuration }} to store events: sending is slow',
      },
      ...when(federates, {
        name: 'SynapseFederationBehind',
        severity: 'warning',
        expr: 'scalar(max(synapse_event_persisted_position)) - min by (pod) (synapse_event_processing_positions{name="federation_sender"}) > 1000',
        holds: '15m',
        summary: '{{ $labels.pod }} is {{ $value | humanize }} events behind with sending to other servers',
      }),
      {
        name: 'SynapseMediaUploadsFail',
        severity: 'critical',
        expr: 'sum(rate(synapse_http_server_response_time_seconds_count{servlet=~"UploadServlet|AsyncUploadServlet",code=~"5.."}[10m])) / sum(rate(synapse_http_server_response_time_seconds_count{servlet=~"UploadServlet|AsyncUploadServlet"}[10m])) > 0.05',
        holds: '10m',
        summary: '{{ $value | humanizePercentage }} of all uploads fail',
      },
      {
        name: 'SynapseMediaVolumeFilling',
        severity: 'warning',
        expr: `kubelet_volume_stats_available_bytes{${here},persistentvolumeclaim="${mediaVolume}"} / kubelet_volume_stats_capacity_bytes{${here},persistentvolumeclaim="${mediaVolume}"} < 0.15`,
        holds: '15m',
        summary: 'The media volume has {{ $value | humanizePercentage }} left',
      },
      ...when(offloadsMedia(environment), {
        name: 'SynapseMediaCleanupFailed',
        severity: 'warning',
        expr: `${sinceSuccess(namespace, cleanupName)} > 50 * 3600`,
        holds: '15m',
        summary:
          'The nightly move of media to the object store last succeeded {{ $value | humanizeDuration }} ago',
      }),
    ],
  };
};
