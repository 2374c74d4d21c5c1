import type { ChartPin, charts } from '../versions.ts';

/** A kind inside namespaces. */
export interface NamespacedKind {
  readonly group: string;
  readonly kind: string;
}

/** A cluster-scoped kind and the objects of it by name, which may be a glob of Go's `filepath.Match`. */
export interface ClusterKind extends NamespacedKind {
  readonly name: string;
}

/** Kinds that an Application may write. */
export interface ChartKinds {
  readonly cluster: readonly ClusterKind[];
  readonly namespaced: readonly NamespacedKind[];
}

type ChartName = (typeof charts)[keyof typeof charts]['chart'];

const rbac = 'rbac.authorization.k8s.io';
const webhooks = 'admissionregistration.k8s.io';
const crds = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };

const deployment: readonly NamespacedKind[] = [
  { group: '', kind: 'Service' },
  { group: '', kind: 'ServiceAccount' },
  { group: 'apps', kind: 'Deployment' },
];
const roles: readonly NamespacedKind[] = [
  { group: rbac, kind: 'Role' },
  { group: rbac, kind: 'RoleBinding' },
];

const configMap = { group: '', kind: 'ConfigMap' };
const job = { group: 'batch', kind: 'Job' };

/**
 * What each chart renders with the values that we set, in the release's namespace or in none: read off `helm template` of the version that
 * stands beside it, and compared with it by `npm run check -- --charts <directory>`. Last read 2026-11-25.
 */
const chartKinds: Readonly<Record<ChartName, ChartKinds & { readonly version: string }>> = {
  'argo-cd': {
    version: '10.1.1',
    cluster: [
      { ...crds, name: '*.argoproj.io' },
      { group: rbac, kind: 'ClusterRole', name: 'argocd-*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'argocd-*' },
    ],
    namespaced: [
      ...deployment,
      ...roles,
      { group: '', kind: 'ConfigMap' },
      { group: '', kind: 'Secret' },
      { group: 'apps', kind: 'StatefulSet' },
      { group: 'batch', kind: 'Job' },
      { group: 'policy', kind: 'PodDisruptionBudget' },
    ],
  },
  'cert-manager': {
    version: 'v1.21.1',
    cluster: [
      { ...crds, name: '*.cert-manager.io' },
      { group: rbac, kind: 'ClusterRole', name: 'cert-manager-*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'cert-manager-*' },
      { group: webhooks, kind: 'MutatingWebhookConfiguration', name: 'cert-manager-webhook' },
      { group: webhooks, kind: 'ValidatingWebhookConfiguration', name: 'cert-manager-webhook' },
    ],
    namespaced: [...deployment, ...roles, { group: 'policy', kind: 'PodDisruptionBudget' }],
  },
  'cloudnative-pg': {
    version: '0.29.0',
    cluster: [
      { ...crds, name: '*.postgresql.cnpg.io' },
      { group: rbac, kind: 'ClusterRole', name: 'cloudnative-pg*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'cloudnative-pg' },
      { group: webhooks, kind: 'MutatingWebhookConfiguration', name: 'cnpg-mutating-webhook-configuration' },
      {
        group: webhooks,
        kind: 'ValidatingWebhookConfiguration',
        name: 'cnpg-validating-webhook-configuration',
      },
    ],
    namespaced: [...deployment, { group: '', kind: 'ConfigMap' }],
  },
  operator: {
    version: '7.1.1',
    cluster: [
      { ...crds, name: '*.min.io' },
      { group: rbac, kind: 'ClusterRole', name: 'minio-operator-role' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'minio-operator-binding' },
    ],
    namespaced: deployment,
  },
  'external-secrets': {
    version: '2.9.0',
    cluster: [
      { ...crds, name: '*.external-secrets.io' },
      { group: rbac, kind: 'ClusterRole', name: 'external-secrets-*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'external-secrets-controller' },
    ],
    namespaced: [...deployment, ...roles, { group: 'policy', kind: 'PodDisruptionBudget' }],
  },
  'sealed-secrets': {
    version: '2.18.5',
    cluster: [
      { ...crds, name: 'sealedsecrets.bitnami.com' },
      { group: rbac, kind: 'ClusterRole', name: 'secrets-unsealer' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'sealed-secrets' },
    ],
    namespaced: [...deployment, ...roles],
  },
  metallb: {
    version: '0.16.1',
    cluster: [
      { ...crds, name: '*.metallb.io' },
      { group: rbac, kind: 'ClusterRole', name: 'metallb:*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'metallb:*' },
      { group: webhooks, kind: 'ValidatingWebhookConfiguration', name: 'metallb-webhook-configuration' },
    ],
    namespaced: [
      ...deployment,
      ...roles,
      configMap,
      { group: '', kind: 'Secret' },
      { group: 'apps', kind: 'DaemonSet' },
    ],
  },
  'gateway-helm': {
    version: 'v1.9.0',
    cluster: [
      { ...crds, name: '*.gateway.networking.k8s.io' },
      { ...crds, name: '*.gateway.networking.x-k8s.io' },
      { ...crds, name: '*.gateway.envoyproxy.io' },
      { group: rbac, kind: 'ClusterRole', name: 'envoy-gateway-*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'envoy-gateway-*' },
      {
        group: webhooks,
        kind: 'ValidatingAdmissionPolicy',
        name: 'safe-upgrades.gateway.networking.k8s.io',
      },
      {
        group: webhooks,
        kind: 'ValidatingAdmissionPolicyBinding',
        name: 'safe-upgrades.gateway.networking.k8s.io',
      },
    ],
    namespaced: [...deployment, ...roles, configMap, job],
  },
  'ingress-nginx': {
    version: '4.15.1',
    cluster: [
      { group: rbac, kind: 'ClusterRole', name: 'ingress-nginx' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'ingress-nginx' },
      { group: webhooks, kind: 'ValidatingWebhookConfiguration', name: 'ingress-nginx-admission' },
      { group: 'networking.k8s.io', kind: 'IngressClass', name: 'nginx' },
    ],
    namespaced: [
      ...deployment,
      ...roles,
      configMap,
      { group: 'policy', kind: 'PodDisruptionBudget' },
      { group: 'cert-manager.io', kind: 'Certificate' },
      { group: 'cert-manager.io', kind: 'Issuer' },
    ],
  },
  'plugin-barman-cloud': {
    version: '0.7.0',
    cluster: [
      { ...crds, name: 'objectstores.barmancloud.cnpg.io' },
      { group: rbac, kind: 'ClusterRole', name: 'plugin-barman-cloud' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'plugin-barman-cloud-binding' },
    ],
    namespaced: [
      ...deployment,
      ...roles,
      { group: '', kind: 'ConfigMap' },
      { group: 'cert-manager.io', kind: 'Certificate' },
      { group: 'cert-manager.io', kind: 'Issuer' },
    ],
  },
  'kube-prometheus-stack': {
    version: '88.5.3',
    cluster: [
      { group: rbac, kind: 'ClusterRole', name: 'kube-prometheus-stack-*' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'kube-prometheus-stack-*' },
      { group: rbac, kind: 'ClusterRole', name: 'kube-state-metrics' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'kube-state-metrics' },
    ],
    namespaced: [
      ...deployment,
      configMap,
      // Scrape jobs that an environment adds.
      { group: '', kind: 'Secret' },
      { group: 'apps', kind: 'DaemonSet' },
      { group: 'policy', kind: 'PodDisruptionBudget' },
      { group: 'monitoring.coreos.com', kind: 'Alertmanager' },
      { group: 'monitoring.coreos.com', kind: 'Prometheus' },
      { group: 'monitoring.coreos.com', kind: 'PrometheusRule' },
      { group: 'monitoring.coreos.com', kind: 'ServiceMonitor' },
    ],
  },
  loki: {
    version: '18.11.0',
    cluster: [
      { group: rbac, kind: 'ClusterRole', name: 'loki-clusterrole' },
      { group: rbac, kind: 'ClusterRoleBinding', name: 'loki-clusterrolebinding' },
    ],
    namespaced: [
      { group: '', kind: 'Service' },
      { group: '', kind: 'ServiceAccount' },
      configMap,
      { group: 'apps', kind: 'StatefulSet' },
      { group: 'policy', kind: 'PodDisruptionBudget' },
    ],
  },
  alloy: {
    version: '1.11.1',
    cluster: [],
    namespaced: [{ group: '', kind: 'ServiceAccount' }, configMap, { group: 'apps', kind: 'DaemonSet' }],
  },
  promtail: {
    version: '6.17.1',
    cluster: [],
    namespaced: [
      { group: '', kind: 'ServiceAccount' },
      { group: '', kind: 'Secret' },
      { group: 'apps', kind: 'DaemonSet' },
    ],
  },
  'prometheus-operator-crds': {
    version: '31.0.1',
    cluster: [{ ...crds, name: '*.monitoring.coreos.com' }],
    namespaced: [],
  },
};

/**
 * Kinds of a chart.
 *
 * @throws Error when the table has no row for this version of it: read it again with the chart.
 */
export function kindsOfChart({ chart, version }: ChartPin): ChartKinds {
  const row = Object.entries(chartKinds).find(([name]) => name === chart)?.[1];
  if (row?.version !== version)
    throw new Error(
      `The kinds of chart ${chart} ${version} are not listed: render it with "helm template" and write them into generator/argocd/chart-kinds.ts`,
    );
  return row;
}
