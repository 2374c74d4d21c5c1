import { namespaces } from '../common/namespaces.ts';
import type { Endpoint, Flow, FlowPort } from '../component.ts';

/** Names of the components of this tier; each carries the policies of its pods. */
export const componentNames = {
  /** Prometheus, its operator, Grafana, and the exporters of nodes and of the cluster's state. */
  stack: 'prometheus-stack',
  loki: 'loki',
  collector: 'log-collector',
} as const;

/** Metrics and logs have a namespace of their own. */
export const namespace: string = namespaces.monitoring.name;

/** Helm release of kube-prometheus-stack: the prefix of the chart's own objects. */
export const stackRelease = 'kube-prometheus-stack';

/** The Prometheus object, as the chart names it. */
export const prometheusName = `${stackRelease}-prometheus`;

/**
 * Labels that the operator gives to the pods of that Prometheus (prometheus-operator v0.93.1); chart kube-prometheus-stack 88.5.3 selects
 * its Service by the same.
 */
export const prometheusPodLabels = {
  'app.kubernetes.io/name': 'prometheus',
  'operator.prometheus.io/name': prometheusName,
} as const;

/** Prometheus as one end of a flow. */
export const prometheusEndpoint: Endpoint = {
  kind: 'pods',
  component: componentNames.stack,
  namespace,
  labels: prometheusPodLabels,
};

/** Lets Prometheus scrape pods. `ports` are those of containers: a policy does not see a Service. */
export function flowFromPrometheus(to: Endpoint, ...ports: readonly number[]): Flow {
  return {
    from: prometheusEndpoint,
    to,
    ports: ports.map((port): FlowPort => ({ port, protocol: 'TCP' })),
    why: 'Prometheus reads metrics',
  };
}

/** Label by which Grafana picks up ConfigMaps with dashboards, in every namespace. */
export const dashboardLabels = { grafana_dashboard: '1' } as const;

/**
 * Labels that a PrometheusRule or a monitor needs to be picked up: none. The chart would select by the name of the release; the values of
 * `prometheus-stack` switch that off.
 */
export const selectedLabels: Readonly<Record<string, string>> = {};

/** Service and StatefulSet of Loki, and its release. */
export const lokiName = 'loki';

/** Ports of containers, which are also those of Services here. */
export const ports = {
  prometheus: 9090,
  /** Web port of the program beside Prometheus or Alertmanager that reloads its configuration. */
  reloader: 8080,
  operator: 8080,
  clusterState: 8080,
  grafana: 3000,
  alertmanager: 9093,
  alertmanagerMesh: 9094,
  /** In the network of the node. */
  nodeExporter: 9100,
  kubelet: 10_250,
  loki: 3100,
  lokiGrpc: 9095,
  lokiMemberlist: 7946,
  alloy: 12_345,
  promtail: 3101,
} as const;

/** Labels of the pods of Loki (chart loki 18.11.0). */
export const lokiLabels = { 'app.kubernetes.io/name': lokiName, 'app.kubernetes.io/instance': lokiName };

/** Loki as one end of a flow. */
export const lokiEndpoint: Endpoint = {
  kind: 'pods',
  component: componentNames.loki,
  namespace,
  labels: lokiLabels,
};

/** The administrator of Grafana. */
export const grafanaSecret = {
  name: 'grafana-admin',
  userKey: 'admin-user',
  passwordKey: 'admin-password',
} as const;

/** Seconds between two samples of a series. */
export const scrapeSeconds = 30;

/** Share of Prometheus' volume that it keeps full; the rest is for the log of what is not yet in a block, and a full volume stops it. */
export const keptShare = 0.85;

/** Configuration of Alertmanager: the operator reads the key `alertmanager.yaml`. */
export const alertmanagerSecret = { name: 'alertmanager-config', key: 'alertmanager.yaml' } as const;
