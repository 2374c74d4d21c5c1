import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import type { Environment } from '../../../environment/environment.ts';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import type { Component } from '../../component.ts';
import { namespace, selectedLabels } from '../names.ts';
import type { Alert, RuleGroup } from './rule-group.ts';
import { makeRuleGroups } from './rule-groups.ts';
import { runbookUrl } from './runbook-url.ts';

/** What Prometheus computes and warns of. Without Alertmanager the alerts are still evaluated: Prometheus and Grafana show them. */
export const alertsComponent: Component = {
  name: 'alerts',
  tier: 'observability',
  summary: 'recording and alerting rules, each with a runbook',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: makeRuleGroups(environment).map((group) => makeRule(group, environment)),
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};

function makeRule(group: RuleGroup, environment: Environment): IPrometheusRule & KubernetesObject {
  const name = `matrix-${group.name}`;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf, ...selectedLabels } },
    spec: {
      groups: [
        {
          name,
          rules: [
            ...group.recordings.map((recording) => ({ record: recording.name, expr: recording.expr })),
            ...group.alerts.map((alert) => makeAlert(alert, environment)),
          ],
        },
      ],
    },
  };
}

function makeAlert(alert: Alert, environment: Environment) {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.holds,
    labels: { severity: alert.severity },
    annotations: { summary: alert.summary, runbook_url: runbookUrl(environment, alert) },
  };
}
