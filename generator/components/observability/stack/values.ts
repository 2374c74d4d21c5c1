import type { Environment } from '../../../environment/environment.ts';
import type { Json, JsonObject } from '../../../kubernetes/object.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';
import { backup } from '../../common/backup.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { alertmanagerSecret, keptShare, scrapeSeconds } from '../names.ts';
import { makeControlPlaneJobs, makeControlPlaneValues } from './control-plane.ts';
import { makeGrafanaValues } from './grafana-values.ts';

/**
 * The values of chart kube-prometheus-stack that we set; each was seen to change what `helm template` of 88.5.3 renders. The chart has no
 * schema, so a key that is not here would do nothing.
 */
export function makeValues(environment: Environment): JsonObject {
  const { alertmanager } = environment.observability;
  return {
    // They come much earlier, with `prometheus-crds`: components of every tier bring monitors.
    crds: { enabled: false },
    ...makeControlPlaneValues(environment),
    // The chart reads containers every ten seconds, and the volume is computed for fewer samples.
    kubelet: { serviceMonitor: { interval: `${scrapeSeconds}s` } },
    prometheusOperator: {
      // Rules are tested before they are committed; a webhook would be one more thing that must be up for anything to sync.
      admissionWebhooks: { enabled: false },
      // The certificate is made by the Jobs of the webhook.
      tls: { enabled: false },
      logFormat: 'json',
      resources: containerResources({ cpu: '50m', memory: '128Mi', memoryLimit: '512Mi' }),
      prometheusConfigReloader: {
        resources: containerResources({ cpu: '10m', memory: '32Mi', memoryLimit: '64Mi' }),
      },
      ...placementFor(environment, 'infrastructure'),
    },
    prometheus: makePrometheusValues(environment),
    // Without Alertmanager one of the chart's alerts would fire for ever, and nine would watch what is not there.
    ...(!alertmanager && {
      defaultRules: {
        rules: { alertmanager: false },
        disabled: { PrometheusNotConnectedToAlertmanagers: true },
      },
    }),
    alertmanager: alertmanager ? makeAlertmanagerValues(environment) : { enabled: false },
    grafana: makeGrafanaValues(environment),
    'kube-state-metrics': {
      fullnameOverride: 'kube-state-metrics',
      collectors: stateCollectors,
      priorityClassName: priorityClasses.standard.name,
      resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '512Mi' }),
      ...placementFor(environment, 'infrastructure'),
    },
    'prometheus-node-exporter': {
      fullnameOverride: 'node-exporter',
      priorityClassName: priorityClasses.standard.name,
      resources: containerResources({ cpu: '20m', memory: '32Mi', memoryLimit: '128Mi' }),
      // Every node, whatever it is kept for.
      tolerations: [{ operator: 'Exists' }],
    },
  };
}

/** What the chart's kube-state-metrics lists by itself (kube-state-metrics 8.4.0), but Secrets: nothing here counts them, and whoever lists reads. */
const stateCollectors = [
  'certificatesigningrequests',
  'configmaps',
  'cronjobs',
  'daemonsets',
  'deployments',
  'endpointslices',
  'horizontalpodautoscalers',
  'ingresses',
  'jobs',
  'leases',
  'limitranges',
  'mutatingwebhookconfigurations',
  'namespaces',
  'networkpolicies',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets',
  'pods',
  'replicasets',
  'replicationcontrollers',
  'resourcequotas',
  'services',
  'statefulsets',
  'storageclasses',
  'validatingwebhookconfigurations',
  'volumeattachments',
];

function makePrometheusValues(environment: Environment): JsonObject {
  const { replicas, retentionDays, storage, resources } = environment.observability.prometheus;
  return {
    ...budget(replicas),
    prometheusSpec: {
      // Without these five only objects with the label of this release are read: none of ours.
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelectorNilUsesHelmValues: false,
      ruleSelectorNilUsesHelmValues: false,
      probeSelectorNilUsesHelmValues: false,
      scrapeConfigSelectorNilUsesHelmValues: false,
      replicas,
      // Two on one node would be lost together.
      podAntiAffinity: replicas > 1 ? 'hard' : '',
      retention: `${retentionDays}d`,
      // Whichever comes first.
      retentionSize: `${Math.floor((parseQuantity(storage) * keptShare) / 2 ** 20)}MB`,
      logFormat: 'json',
      scrapeInterval: `${scrapeSeconds}s`,
      evaluationInterval: '30s',
      storageSpec: { volumeClaimTemplate: makeClaim(environment, storage) },
      resources: containerResources(resources),
      priorityClassName: priorityClasses.standard.name,
      ...placementFor(environment, 'infrastructure'),
      additionalScrapeConfigs: makeControlPlaneJobs(environment),
    },
  };
}

function makeAlertmanagerValues(environment: Environment): JsonObject {
  // They agree among themselves who sends; one of two is enough.
  const replicas = environment.scale.availability === 'high' ? 2 : 1;
  return {
    enabled: true,
    ...budget(replicas),
    alertmanagerSpec: {
      replicas,
      podAntiAffinity: replicas > 1 ? 'hard' : '',
      logFormat: 'json',
      useExistingSecret: true,
      configSecret: alertmanagerSecret.name,
      storage: { volumeClaimTemplate: makeClaim(environment, '1Gi') },
      resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '128Mi' }),
      priorityClassName: priorityClasses.standard.name,
      ...placementFor(environment, 'infrastructure'),
    },
  };
}

/** One pod away at a time while nodes are drained. */
function budget(replicas: number): JsonObject {
  return replicas > 1 ? { podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 } } : {};
}

function makeClaim({ cluster }: Environment, storage: string): Json {
  return {
    metadata: { annotations: backup({ by: 'rebuildable', why: 'old metrics, which nobody restores' }) },
    spec: {
      storageClassName: cluster.storageClasses.standard,
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage } },
    },
  };
}
