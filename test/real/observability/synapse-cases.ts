import type { MakeCases } from './alert-case.ts';

const main = 'pod="synapse-main-0",namespace="matrix"';
const sync = 'pod="synapse-sync-3",namespace="matrix"';
const syncs = `${sync},servlet="SyncRestServlet",method="GET",tag="incremental_sync"`;
const uploads = (code: string) =>
  `synapse_http_server_response_time_seconds_count{servlet="UploadServlet",method="POST",code="${code}"}`;
const media = 'namespace="matrix",persistentvolumeclaim="synapse-media"';
const cleanup = 'namespace="matrix",cronjob="synapse-media-cleanup"';
const sender =
  'synapse_event_processing_positions{name="federation_sender",pod="synapse-federation-sender-0"}';

/** Work of a sync: 600 answers in a minute, with so many seconds of each kind. */
const syncWork = (database: number, waiting: number, computing: number) => ({
  [`synapse_http_server_response_count_total{${syncs}}`]: '0+600x40',
  [`synapse_http_server_response_db_txn_duration_seconds_total{${syncs}}`]: `0+${database}x40`,
  [`synapse_http_server_response_db_sched_duration_seconds_total{${syncs}}`]: `0+${waiting}x40`,
  [`synapse_http_server_response_ru_utime_seconds_total{${syncs}}`]: `0+${computing}x40`,
});

export const makeSynapseCases: MakeCases = () => [
  {
    alert: 'SynapseProcessDown',
    at: '10m',
    fires: { [`up{job="matrix/synapse",${main}}`]: '0x20' },
    labels: { job: 'matrix/synapse', pod: 'synapse-main-0', namespace: 'matrix' },
    summary: 'Synapse process synapse-main-0 has not answered for 5 minutes',
    quiet: [
      { [`up{job="matrix/synapse",${main}}`]: '1x20' },
      // a restart
      { [`up{job="matrix/synapse",${main}}`]: '1x5 0x2 1x10' },
    ],
  },
  {
    alert: 'SynapseReplicationLost',
    at: '10m',
    fires: { [`synapse_replication_tcp_resource_total_connections{${sync}}`]: '1x4 0x10' },
    labels: { pod: 'synapse-sync-3', namespace: 'matrix' },
    summary: 'synapse-sync-3 has no connection to the replication bus: it serves an old state',
    quiet: [
      { [`synapse_replication_tcp_resource_total_connections{${sync}}`]: '1x20' },
      // the bus changes its master
      { [`synapse_replication_tcp_resource_total_connections{${sync}}`]: '1x8 0x1 1x10' },
    ],
  },
  {
    alert: 'SynapseReplicationLag',
    at: '10m',
    fires: { [`synapse_replication_tcp_command_queue{${sync},stream_name="events"}`]: '800x20' },
    labels: { pod: 'synapse-sync-3', stream_name: 'events' },
    summary: 'synapse-sync-3 has 800 updates of stream events that it has not taken in',
    quiet: [{ [`synapse_replication_tcp_command_queue{${sync},stream_name="events"}`]: '40x20' }],
  },
  {
    alert: 'SynapseDatabaseReadOnly',
    at: '10m',
    fires: {
      'synapse_http_server_responses_total{method="PUT",code="500"}': '0+120x20',
      'synapse_storage_events_persisted_events_total{pod="synapse-event-persister-0"}': '5000x20',
    },
    labels: {},
    summary: '2 writes a second fail and no event is stored: the database takes no writes',
    quiet: [
      // writes fail, but others succeed
      {
        'synapse_http_server_responses_total{method="PUT",code="500"}': '0+120x20',
        'synapse_storage_events_persisted_events_total{pod="synapse-event-persister-0"}': '5000+60x20',
      },
      // nobody writes
      {
        'synapse_http_server_responses_total{method="PUT",code="200"}': '900x20',
        'synapse_storage_events_persisted_events_total{pod="synapse-event-persister-0"}': '5000x20',
      },
    ],
  },
  {
    alert: 'SynapseConnectionWait',
    at: '20m',
    fires: {
      [`synapse_storage_schedule_time_sum{${sync}}`]: '0+60x40',
      [`synapse_storage_schedule_time_count{${sync}}`]: '0+120x40',
    },
    labels: { pod: 'synapse-sync-3' },
    summary: 'A transaction of synapse-sync-3 waits 500ms for a database connection',
    quiet: [
      {
        [`synapse_storage_schedule_time_sum{${sync}}`]: '0+1x40',
        [`synapse_storage_schedule_time_count{${sync}}`]: '0+120x40',
      },
    ],
  },
  {
    alert: 'SynapseServerErrors',
    at: '15m',
    fires: {
      'synapse_http_server_responses_total{method="GET",code="200"}': '0+900x20',
      'synapse_http_server_responses_total{method="GET",code="502"}': '0+100x20',
    },
    labels: {},
    summary: '10% of all requests end in a server error',
    quiet: [
      {
        'synapse_http_server_responses_total{method="GET",code="200"}': '0+990x20',
        'synapse_http_server_responses_total{method="GET",code="502"}': '0+10x20',
      },
      // people's mistakes are not the server's
      { 'synapse_http_server_responses_total{method="GET",code="404"}': '0+900x20' },
    ],
  },
  {
    alert: 'SynapseSyncSlow',
    at: '20m',
    fires: syncWork(1200, 300, 300),
    labels: { pod: 'synapse-sync-3' },
    summary: 'A sync on synapse-sync-3 takes 3s of work: messages arrive late',
    quiet: [syncWork(30, 5, 20)],
  },
  {
    alert: 'SynapseProcessSaturated',
    at: '30m',
    fires: {
      [`process_cpu_user_seconds_total{${sync}}`]: '0+54x40',
      [`process_cpu_system_seconds_total{${sync}}`]: '0+3x40',
    },
    labels: { pod: 'synapse-sync-3' },
    summary: 'synapse-sync-3 uses 95% of the one core that it can use',
    quiet: [
      {
        [`process_cpu_user_seconds_total{${sync}}`]: '0+30x40',
        [`process_cpu_system_seconds_total{${sync}}`]: '0+3x40',
      },
      // another program elsewhere
      {
        'process_cpu_user_seconds_total{pod="other-0",namespace="elsewhere"}': '0+60x40',
        'process_cpu_system_seconds_total{pod="other-0",namespace="elsewhere"}': '0+3x40',
      },
    ],
  },
  {
    alert: 'SynapseEventPersistSlow',
    at: '20m',
    fires: {
      'synapse_storage_transaction_time_sum_total{desc="persist_events",pod="synapse-event-persister-0"}':
        '0+120x40',
      'synapse_storage_transaction_time_count_total{desc="persist_events",pod="synapse-event-persister-0"}':
        '0+60x40',
    },
    labels: { pod: 'synapse-event-persister-0' },
    summary: 'synapse-event-persister-0 needs 2s to store events: sending is slow',
    quiet: [
      {
        'synapse_storage_transaction_time_sum_total{desc="persist_events",pod="synapse-event-persister-0"}':
          '0+3x40',
        'synapse_storage_transaction_time_count_total{desc="persist_events",pod="synapse-event-persister-0"}':
          '0+60x40',
      },
      // another transaction is slow
      {
        'synapse_storage_transaction_time_sum_total{desc="purge_history",pod="synapse-main-0"}': '0+120x40',
        'synapse_storage_transaction_time_count_total{desc="purge_history",pod="synapse-main-0"}': '0+60x40',
      },
    ],
  },
  {
    alert: 'SynapseFederationBehind',
    at: '30m',
    fires: {
      'synapse_event_persisted_position{pod="synapse-event-persister-0"}': '9000+100x40',
      [sender]: '9000x40',
    },
    labels: { pod: 'synapse-federation-sender-0' },
    summary: 'synapse-federation-sender-0 is 3k events behind with sending to other servers',
    quiet: [
      {
        'synapse_event_persisted_position{pod="synapse-event-persister-0"}': '9000+100x40',
        [sender]: '8990+100x40',
      },
    ],
  },
  {
    alert: 'SynapseMediaUploadsFail',
    at: '30m',
    fires: { [uploads('200')]: '0+30x40', [uploads('500')]: '0+30x40' },
    labels: {},
    summary: '50% of all uploads fail',
    quiet: [
      { [uploads('200')]: '0+30x40' },
      // refused because it is too large
      { [uploads('200')]: '0+30x40', [uploads('413')]: '0+30x40' },
    ],
  },
  {
    alert: 'SynapseMediaVolumeFilling',
    at: '20m',
    fires: {
      [`kubelet_volume_stats_available_bytes{${media}}`]: '10x30',
      [`kubelet_volume_stats_capacity_bytes{${media}}`]: '100x30',
    },
    labels: { namespace: 'matrix', persistentvolumeclaim: 'synapse-media' },
    summary: 'The media volume has 10% left',
    quiet: [
      {
        [`kubelet_volume_stats_available_bytes{${media}}`]: '40x30',
        [`kubelet_volume_stats_capacity_bytes{${media}}`]: '100x30',
      },
    ],
  },
  {
    alert: 'SynapseMediaCleanupFailed',
    at: '60h',
    step: '15m',
    // it has never succeeded
    fires: { [`kube_cronjob_created{${cleanup}}`]: '0x300' },
    labels: {},
    summary: 'The nightly move of media to the object store last succeeded 2d 12h 0m 0s ago',
    quiet: [
      {
        [`kube_cronjob_created{${cleanup}}`]: '0x300',
        [`kube_cronjob_status_last_successful_time{${cleanup}}`]: '172800x300',
      },
      // installed yesterday
      { [`kube_cronjob_created{${cleanup}}`]: '129600x300' },
    ],
  },
];
