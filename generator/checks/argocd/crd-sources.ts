/** Charts that bring the CRDs of an API group; a group with several is satisfied by any of them. */
export const crdCharts: Readonly<Record<string, readonly string[]>> = {
  'acme.cert-manager.io': ['cert-manager'],
  'argoproj.io': ['argo-cd'],
  'barmancloud.cnpg.io': ['plugin-barman-cloud'],
  'bitnami.com': ['sealed-secrets'],
  'cert-manager.io': ['cert-manager'],
  'external-secrets.io': ['external-secrets'],
  'gateway.envoyproxy.io': ['gateway-helm', 'gateway-crds-helm'],
  'gateway.networking.k8s.io': ['gateway-helm', 'gateway-crds-helm'],
  'generators.external-secrets.io': ['external-secrets'],
  'metallb.io': ['metallb'],
  'minio.min.io': ['operator'],
  'monitoring.coreos.com': ['prometheus-operator-crds', 'kube-prometheus-stack'],
  'postgresql.cnpg.io': ['cloudnative-pg'],
  'sts.min.io': ['operator'],
  'trust.cert-manager.io': ['trust-manager'],
};

/** Groups under k8s.io that come as CRDs nevertheless. */
const notBuiltIn = new Set(['gateway.networking.k8s.io', 'snapshot.storage.k8s.io']);

/** True for API groups that every API server serves. */
export function isBuiltIn(group: string): boolean {
  return !group.includes('.') || (group.endsWith('.k8s.io') && !notBuiltIn.has(group));
}
