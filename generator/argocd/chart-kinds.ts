import type { charts } from '../versions.ts';

/** A kind inside namespaces. */
export interface NamespacedKind {
  readonly group: string;
  readonly kind: string;
}

/** A cluster-scoped kind and the objects of it by name, which may be a glob of Go's `filepath.Match`. */
export interface ClusterKind extends NamespacedKind {
  readonly name: string;
}

/** What a chart renders with the values that we set; it all stands in the release's namespace or in none. */
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

/** Read off `helm template` of each chart at its pinned version; a new chart version may need new lines, and its sync says so. */
const chartKinds: Readonly<Record<ChartName, ChartKinds>> = {
  'cert-manager': {
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
  'plugin-barman-cloud': {
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
  'prometheus-operator-crds': {
    cluster: [{ ...crds, name: '*.monitoring.coreos.com' }],
    namespaced: [],
  },
};

/**
 * Kinds of a chart.
 *
 * @throws Error when the table has no row for it: add one with the chart.
 */
export function kindsOfChart(chart: string): ChartKinds {
  const kinds = Object.entries(chartKinds).find(([name]) => name === chart)?.[1];
  if (kinds === undefined) throw new Error(`generator/argocd/chart-kinds.ts has no row for chart "${chart}"`);
  return kinds;
}
