import { charts } from '../../../versions.ts';
import type { Component, SecretDeclaration } from '../../component.ts';
import { alertmanagerSecret, componentNames, grafanaSecret, namespace, stackRelease } from '../names.ts';
import { makeFlows } from './flows.ts';
import { makeGrafanaRole } from './grafana-role.ts';
import { makeOperatorMonitors } from './operators.ts';
import { makeValues } from './values.ts';

/** Metrics: the Prometheus operator, Prometheus, Grafana, exporters of nodes and of the cluster's state; Alertmanager where wanted. */
export const prometheusStackComponent: Component = {
  name: componentNames.stack,
  tier: 'observability',
  summary: 'Prometheus, its operator, Grafana and exporters',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [...makeGrafanaRole(), ...makeOperatorMonitors(environment)],
    configMaps: [],
    helm: {
      chart: charts.prometheusStack,
      releaseName: stackRelease,
      values: makeValues(environment),
      images: {
        'prometheusOperator.image.registry': 'quay.io',
        'prometheusOperator.prometheusConfigReloader.image.registry': 'quay.io',
        'prometheusOperator.thanosImage.registry': 'quay.io',
        'prometheus.prometheusSpec.image.registry': 'quay.io',
        'alertmanager.alertmanagerSpec.image.registry': 'quay.io',
        'grafana.image.registry': 'docker.io',
        'grafana.sidecar.image.registry': 'quay.io',
        'kube-state-metrics.image.registry': 'registry.k8s.io',
        'prometheus-node-exporter.image.registry': 'quay.io',
      },
    },
    flows: makeFlows(environment),
    secrets: [grafanaAdmin, ...(environment.observability.alertmanager ? [alertmanagerConfig] : [])],
  }),
};

const grafanaAdmin: SecretDeclaration = {
  name: grafanaSecret.name,
  namespace,
  keys: {
    [grafanaSecret.userKey]: { kind: 'constant', value: 'admin' },
    [grafanaSecret.passwordKey]: { kind: 'random', length: 32 },
  },
  why: 'Grafana: the administrator, who reads all metrics and logs',
};

const alertmanagerConfig: SecretDeclaration = {
  name: alertmanagerSecret.name,
  namespace,
  keys: { [alertmanagerSecret.key]: { kind: 'provided' } },
  why: 'Alertmanager: its configuration, with the addresses and credentials of receivers',
};
