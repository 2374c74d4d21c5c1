import { counters, gauges, type MetricSource } from '../metric.ts';

const container = ['namespace', 'pod', 'uid', 'container'];

/** What chart kube-prometheus-stack installs. */
export const kubeStateMetrics: MetricSource = {
  program: 'kube-state-metrics',
  version: 'v2.20.0',
  source:
    'kubernetes/kube-state-metrics v2.20.0 internal/store/{pod,job,cronjob,node,statefulset,deployment}.go',
  metrics: {
    ...counters(container, 'kube_pod_container_status_restarts_total'),
    ...gauges([...container, 'reason'], 'kube_pod_container_status_waiting_reason'),
    ...gauges(
      [...container, 'node', 'resource', 'unit'],
      'kube_pod_container_resource_requests',
      'kube_pod_container_resource_limits',
    ),
    ...gauges(['namespace', 'pod', 'uid', 'phase'], 'kube_pod_status_phase'),
    ...gauges(['namespace', 'job_name', 'condition'], 'kube_job_failed', 'kube_job_complete'),
    ...gauges(['namespace', 'cronjob'], 'kube_cronjob_status_last_successful_time', 'kube_cronjob_created'),
    ...gauges(['namespace', 'cronjob', 'schedule', 'concurrency_policy'], 'kube_cronjob_info'),
    ...gauges(['node', 'resource', 'unit'], 'kube_node_status_allocatable'),
    ...gauges(
      ['namespace', 'statefulset'],
      'kube_statefulset_replicas',
      'kube_statefulset_status_replicas_ready',
    ),
  },
};

export const nodeExporter: MetricSource = {
  program: 'node-exporter',
  version: 'v1.12.1',
  source: 'prometheus/node_exporter v1.12.1 collector/{cpu_common,meminfo_linux,filesystem_common}.go',
  metrics: {
    ...counters(['cpu', 'mode'], 'node_cpu_seconds_total'),
    ...gauges([], 'node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'),
    ...gauges(
      ['device', 'fstype', 'mountpoint', 'device_error'],
      'node_filesystem_avail_bytes',
      'node_filesystem_size_bytes',
    ),
  },
};

export const kubelet: MetricSource = {
  program: 'kubelet',
  version: '1.35',
  source: 'kubernetes/kubernetes v1.34.0 pkg/kubelet/metrics/collectors/volume_stats.go: names are stable',
  metrics: gauges(
    ['namespace', 'persistentvolumeclaim'],
    'kubelet_volume_stats_capacity_bytes',
    'kubelet_volume_stats_available_bytes',
    'kubelet_volume_stats_used_bytes',
  ),
};

/** What Prometheus itself adds, and the process metrics of every Go program. */
export const prometheus: MetricSource = {
  program: 'prometheus',
  version: 'v3.14.0',
  source:
    'prometheus docs: automatically generated labels and time series; prometheus/client_golang process collector',
  metrics: {
    ...gauges([], 'up'),
    ...gauges(['alertname', 'alertstate', 'severity'], 'ALERTS'),
    ...counters([], 'process_cpu_seconds_total'),
  },
};
