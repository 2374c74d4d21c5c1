import { lines, type Page } from '../panel.ts';

/** Whether the nodes hold what runs on them. */
export const capacityPage: Page = {
  name: 'capacity',
  title: 'Matrix: capacity',
  rows: [
    {
      title: 'Nodes',
      panels: [
        lines('CPU', 'percentunit', 'Share of a node that is used.', {
          expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
          legend: '{{instance}}',
        }),
        lines('Memory', 'percentunit', 'Share of a node that is used.', {
          expr: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes',
          legend: '{{instance}}',
        }),
        lines(
          'CPU that is promised',
          'percentunit',
          'Requests of all pods of a node against what it has. Near 100 % no further pod starts there.',
          {
            expr: 'sum by (node) (kube_pod_container_resource_requests{resource="cpu"}) / sum by (node) (kube_node_status_allocatable{resource="cpu"})',
            legend: '{{node}}',
          },
        ),
        lines(
          'Memory that is promised',
          'percentunit',
          'Requests of all pods of a node against what it has.',
          {
            expr: 'sum by (node) (kube_pod_container_resource_requests{resource="memory"}) / sum by (node) (kube_node_status_allocatable{resource="memory"})',
            legend: '{{node}}',
          },
        ),
        lines('Disks', 'percentunit', 'Share that is used, root file system of a node.', {
          expr: '1 - node_filesystem_avail_bytes{mountpoint="/",fstype!="tmpfs"} / node_filesystem_size_bytes{mountpoint="/",fstype!="tmpfs"}',
          legend: '{{instance}}',
        }),
        lines('Restarts', 'short', 'Containers that restarted within the hour.', {
          expr: 'sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[1h])) > 0',
          legend: '{{namespace}}/{{pod}}',
        }),
      ],
    },
    {
      title: 'Volumes',
      panels: [
        lines('Fullest volumes', 'percentunit', 'Share that is used; the ten fullest.', {
          expr: 'topk(10, kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)',
          legend: '{{namespace}}/{{persistentvolumeclaim}}',
        }),
        lines('Days until full', 'short', 'If the last week goes on: volumes with less than 60 days.', {
          expr: '(kubelet_volume_stats_available_bytes / (deriv(kubelet_volume_stats_used_bytes[7d]) > 0) / 86400) < 60',
          legend: '{{namespace}}/{{persistentvolumeclaim}}',
        }),
      ],
    },
  ],
};
