import { counters, gauges, type MetricSource } from '../metric.ts';

const backend = ['proxy'];
const server = ['proxy', 'server'];

export const haproxy: MetricSource = {
  program: 'haproxy',
  version: '3.4.2-alpine',
  source:
    'haproxy/haproxy v3.4.0 addons/promex/service-prometheus.c and src/stats-proxy.c; the names that the router uses, held by a test with the real program',
  metrics: {
    ...gauges([], 'haproxy_process_current_connections', 'haproxy_process_max_connections'),
    ...gauges(backend, 'haproxy_frontend_current_sessions', 'haproxy_frontend_limit_sessions'),
    ...counters(['proxy', 'code'], 'haproxy_frontend_http_responses_total'),
    ...gauges(
      backend,
      'haproxy_backend_active_servers',
      'haproxy_backend_current_queue',
      'haproxy_backend_current_sessions',
      'haproxy_backend_queue_time_average_seconds',
      'haproxy_backend_response_time_average_seconds',
    ),
    ...counters(
      backend,
      'haproxy_backend_http_requests_total',
      'haproxy_backend_connection_errors_total',
      'haproxy_backend_redispatch_warnings_total',
    ),
    ...counters(['proxy', 'code'], 'haproxy_backend_http_responses_total'),
    ...gauges(['proxy', 'state'], 'haproxy_backend_status'),
    ...gauges(server, 'haproxy_server_current_sessions', 'haproxy_server_current_queue'),
    ...gauges(['proxy', 'server', 'state'], 'haproxy_server_status'),
    ...counters(server, 'haproxy_server_sessions_total'),
  },
};
