import { counters, gauges, histograms, type MetricSource } from '../metric.ts';

/** Every metric of Synapse but those of its process carries the server's name. */
const server = 'server_name';
const request = ['method', 'servlet', 'tag', server];

export const synapse: MetricSource = {
  program: 'synapse',
  version: 'v1.163.2',
  source: 'matrix-synapse 1.163.2 on PyPI; the registry after every module is loaded, held by a test',
  metrics: {
    ...gauges([], 'process_cpu_user_seconds_total', 'process_cpu_system_seconds_total'),
    ...gauges([], 'process_resident_memory_bytes', 'process_open_fds', 'process_max_fds'),
    ...histograms([], 'python_twisted_reactor_tick_time'),
    ...gauges(['pythonversion', 'version', 'osversion', 'rustcversion'], 'synapse_build_info'),
    // http/request_metrics.py
    ...counters(['method', 'servlet', server], 'synapse_http_server_requests_received_total'),
    ...counters(['method', 'code', server], 'synapse_http_server_responses_total'),
    ...histograms(['method', 'servlet', 'tag', 'code', server], 'synapse_http_server_response_time_seconds'),
    ...counters(
      request,
      'synapse_http_server_response_count_total',
      'synapse_http_server_response_ru_utime_seconds_total',
      'synapse_http_server_response_db_txn_duration_seconds_total',
      'synapse_http_server_response_db_sched_duration_seconds_total',
    ),
    ...gauges(['method', 'servlet', server], 'synapse_http_server_in_flight_requests_count'),
    ...histograms(['initial', server], 'synapse_sliding_sync_processing_time'),
    // storage
    ...histograms([server], 'synapse_storage_schedule_time'),
    ...histograms(['verb', server], 'synapse_storage_query_time'),
    ...counters(
      ['desc', server],
      'synapse_storage_transaction_time_count_total',
      'synapse_storage_transaction_time_sum_total',
    ),
    ...counters([server], 'synapse_storage_events_persisted_events_total'),
    ...gauges(['stream_name', server], 'synapse_storage_stream_current_position'),
    // replication/tcp/handler.py
    ...gauges([server], 'synapse_replication_tcp_resource_total_connections'),
    ...gauges(['stream_name', server], 'synapse_replication_tcp_command_queue'),
    ...counters(['stream_name', server], 'synapse_replication_tcp_protocol_inbound_rdata_count_total'),
    ...counters(['name', 'code', server], 'synapse_outgoing_replication_requests_total'),
    // federation
    ...gauges(
      [server],
      'synapse_federation_transaction_queue_pending_destinations',
      'synapse_federation_transaction_queue_pending_pdus',
      'synapse_federation_transaction_queue_pending_edus',
      'synapse_federation_server_number_inbound_pdu_in_staging',
      'synapse_federation_known_servers',
    ),
    ...counters(
      [server],
      'synapse_federation_client_sent_transactions_total',
      'synapse_federation_server_received_pdus_total',
    ),
    ...gauges(['name', server], 'synapse_event_processing_lag', 'synapse_event_processing_positions'),
    ...gauges([server], 'synapse_event_persisted_position'),
    // push, presence, caches
    ...counters(
      [server],
      'synapse_http_httppusher_http_pushes_processed_total',
      'synapse_http_httppusher_http_pushes_failed_total',
    ),
    ...gauges(
      ['name', server],
      'synapse_util_caches_cache_hits',
      'synapse_util_caches_cache',
      'synapse_util_caches_cache_size',
      'synapse_util_caches_cache_max_size',
    ),
    ...gauges(['name', 'reason', server], 'synapse_util_caches_cache_evicted_size'),
    ...gauges([server], 'synapse_admin_daily_active_users'),
  },
};
