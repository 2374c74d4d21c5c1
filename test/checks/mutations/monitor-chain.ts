import { edit, type MutationCase, replaceIn, set } from './mutate.ts';

const rule = 'observability/monitor-chain';
const monitor = 'synapse-router';

/** One for each link from Prometheus to a port. */
export const cases: readonly MutationCase[] = [
  {
    rule,
    what: 'Prometheus takes only monitors with the label of its release',
    mutate: replaceIn(
      'Application',
      'production-prometheus-stack',
      '"podMonitorSelectorNilUsesHelmValues":false',
      '"podMonitorSelectorNilUsesHelmValues":true',
    ),
  },
  {
    rule,
    what: 'a monitor selects a label that no pod has',
    mutate: set('PodMonitor', monitor, ['spec', 'selector', 'matchLabels'], {
      'app.kubernetes.io/name': 'haproxy',
      'app.kubernetes.io/component': 'router',
    }),
  },
  {
    rule,
    what: 'a monitor asks for a port that no container has',
    mutate: set('PodMonitor', monitor, ['spec', 'podMetricsEndpoints'], [{ port: 'metrics' }]),
  },
  {
    rule,
    what: 'the policy of the pods names another port',
    mutate: edit('NetworkPolicy', 'haproxy-synapse-router', (policy) => {
      const text = JSON.stringify(policy);
      if (!text.includes('"port":8405')) throw new Error('the policy has no port 8405');
      Object.assign(policy, JSON.parse(text.replaceAll('"port":8405', '"port":8406')));
    }),
  },
  {
    rule,
    what: 'the policy of Prometheus names no way out',
    mutate: edit('NetworkPolicy', 'prometheus-kube-prometheus-stack-prometheus', (policy) => {
      Object.assign(policy, { spec: { ...(policy['spec'] as object), egress: [] } });
    }),
  },
];
