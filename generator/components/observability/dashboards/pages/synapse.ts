import { lines, type Page } from '../panel.ts';

/** `synapse-sync-3` is one of kind `synapse-sync`. */
const byKind = (expr: string, operation = 'sum') =>
  `${operation} by (kind) (label_replace(${expr}, "kind", "$1", "pod", "(.*)-[0-9]+"))`;

/** Homeserver and workers, by kind of worker. */
export const synapsePage: Page = {
  name: 'synapse',
  title: 'Matrix: Synapse',
  rows: [
    {
      title: 'Kinds of workers',
      panels: [
        lines(
          'CPU, busiest process of a kind',
          'percentunit',
          'One process computes on one core: at 100 % requests wait.',
          { expr: byKind('pod:synapse_cpu:rate5m', 'max'), legend: '{{kind}}' },
        ),
        lines('Memory of a kind', 'bytes', 'All processes of a kind together.', {
          expr: byKind('process_resident_memory_bytes{namespace="matrix"}'),
          legend: '{{kind}}',
        }),
        lines('Requests of a kind', 'reqps', 'What the processes of a kind answer.', {
          expr: byKind('rate(synapse_http_server_response_count_total[5m])'),
          legend: '{{kind}}',
        }),
        lines('Requests that are being answered', 'short', 'Syncs that wait on purpose are among them.', {
          expr: byKind('synapse_http_server_in_flight_requests_count'),
          legend: '{{kind}}',
        }),
        lines(
          'Tick of the reactor, slowest tenth',
          's',
          'How long a process does not look up. Above 0.1 s it is busy.',
          {
            expr: `histogram_quantile(0.9, ${byKind('rate(python_twisted_reactor_tick_time_bucket[5m])').replace('(kind)', '(kind, le)')})`,
            legend: '{{kind}}',
          },
        ),
        lines('Wait for a database connection', 's', 'Mean of a transaction. It should be milliseconds.', {
          expr: byKind('pod:synapse_connection_wait_seconds:mean5m', 'max'),
          legend: '{{kind}}',
        }),
      ],
    },
    {
      title: 'Sync and sending',
      panels: [
        lines(
          'Work in a sync',
          's',
          'Database, waiting for it, and computing; without the waiting on purpose.',
          { expr: 'pod:synapse_sync_work_seconds:mean5m', legend: '{{pod}}' },
        ),
        lines('Sliding sync, slowest tenth', 's', 'Time that Synapse measures itself.', {
          expr: 'histogram_quantile(0.9, sum by (le) (rate(synapse_sliding_sync_processing_time_bucket[5m])))',
        }),
        lines('Storing events', 's', 'Mean time of the transaction that stores events, by persister.', {
          expr: 'pod:synapse_event_persist_seconds:mean5m',
          legend: '{{pod}}',
        }),
        lines('Sending, slowest tenth', 's', 'Time of a request that sends a message.', {
          expr: 'histogram_quantile(0.9, sum by (le) (rate(synapse_http_server_response_time_seconds_bucket{servlet="RoomSendEventRestServlet"}[5m])))',
        }),
        lines('CPU by request', 'percentunit', 'Which requests take the processors. The ten largest.', {
          expr: 'topk(10, sum by (servlet) (rate(synapse_http_server_response_ru_utime_seconds_total[5m])))',
          legend: '{{servlet}}',
        }),
        lines(
          'Database time by transaction',
          'percentunit',
          'Which transactions take the database. The ten largest.',
          {
            expr: 'topk(10, sum by (desc) (rate(synapse_storage_transaction_time_sum_total[5m])))',
            legend: '{{desc}}',
          },
        ),
      ],
    },
    {
      title: 'Between processes and between servers',
      panels: [
        lines(
          'Updates not taken in',
          'short',
          'Queue of each stream, largest process. It should be near 0.',
          { expr: 'max by (stream_name) (synapse_replication_tcp_command_queue)', legend: '{{stream_name}}' },
        ),
        lines('Processes without the bus', 'short', 'They serve an old state. Should be 0.', {
          expr: 'count(synapse_replication_tcp_resource_total_connections == 0) or vector(0)',
        }),
        lines(
          'Waiting for other servers',
          'short',
          'Events and other messages that are to be sent.',
          { expr: 'sum(synapse_federation_transaction_queue_pending_pdus)', legend: 'events' },
          { expr: 'sum(synapse_federation_transaction_queue_pending_edus)', legend: 'other' },
        ),
        lines(
          'Received from other servers',
          'ops',
          'Events that come in, and those that wait to be looked at.',
          { expr: 'sum(rate(synapse_federation_server_received_pdus_total[5m]))', legend: 'received' },
          { expr: 'max(synapse_federation_server_number_inbound_pdu_in_staging)', legend: 'waiting' },
        ),
        lines(
          'Pushes',
          'ops',
          'Notifications to telephones.',
          { expr: 'sum(rate(synapse_http_httppusher_http_pushes_processed_total[5m]))', legend: 'sent' },
          { expr: 'sum(rate(synapse_http_httppusher_http_pushes_failed_total[5m]))', legend: 'failed' },
        ),
        lines(
          'Cache hits, ten smallest',
          'percentunit',
          'Caches that miss much and are asked much may be too small.',
          {
            expr: 'bottomk(10, sum by (name) (rate(synapse_util_caches_cache_hits[5m])) / sum by (name) (rate(synapse_util_caches_cache[5m]) > 1))',
            legend: '{{name}}',
          },
        ),
      ],
    },
  ],
};
