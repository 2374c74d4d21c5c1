import { counters, gauges, histograms, type MetricSource } from '../metric.ts';

export const envoy: MetricSource = {
  program: 'envoy',
  version: 'distroless-v1.39.0',
  source:
    'envoyproxy/gateway v1.9.0 charts/gateway-addons-helm/dashboards: the names that its own dashboards use',
  metrics: {
    ...gauges([], 'envoy_server_live'),
    ...counters(['envoy_cluster_name', 'envoy_response_code_class'], 'envoy_cluster_upstream_rq_xx'),
    ...histograms(['envoy_cluster_name'], 'envoy_cluster_upstream_rq_time'),
    ...gauges(
      ['envoy_cluster_name'],
      'envoy_cluster_membership_healthy',
      'envoy_cluster_membership_total',
      'envoy_cluster_upstream_cx_active',
    ),
  },
};

export const ingressNginx: MetricSource = {
  program: 'ingress-nginx',
  version: '1.15.1',
  source:
    'kubernetes/ingress-nginx tag helm-chart-4.15.1 internal/ingress/metric/collectors/{socket,controller,nginx_status}.go',
  metrics: {
    ...counters(
      ['status', 'method', 'path', 'namespace', 'ingress', 'service', 'canary', 'host'],
      'nginx_ingress_controller_requests',
    ),
    ...histograms(
      ['status', 'method', 'path', 'namespace', 'ingress', 'service', 'canary', 'host'],
      'nginx_ingress_controller_request_duration_seconds',
    ),
    ...gauges([], 'nginx_ingress_controller_config_last_reload_successful'),
  },
};
