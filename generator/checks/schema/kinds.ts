/** Where the type of a kind is written down. */
export type KindSource =
  | 'kubernetes-models'
  | '@kubernetes-models/argo-cd'
  | '@kubernetes-models/cert-manager'
  | '@kubernetes-models/cloudnative-pg'
  | '@kubernetes-models/envoy-gateway'
  | '@kubernetes-models/external-secrets'
  | '@kubernetes-models/gateway-api'
  | '@kubernetes-models/prometheus-operator'
  | '@kubernetes-models/sealed-secrets'
  /** No package covers the kind: its interface is our own, in `generator/kubernetes/crds/`. */
  | 'own';

/** One kind that the platform may contain. */
export interface SchemaKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly source: KindSource;
}

/**
 * Every kind that has a schema: what is not in this table does not pass `check`. Add a line, then run
 * `npm run schemas`. A kind without a package needs an interface of the same name in
 * `generator/kubernetes/crds/<kind-in-kebab-case>.ts` and the source `own`.
 */
export const kinds: readonly SchemaKind[] = [
  ...of('kubernetes-models', 'v1', [
    'ConfigMap',
    'Namespace',
    'PersistentVolumeClaim',
    'Secret',
    'Service',
    'ServiceAccount',
  ]),
  ...of('kubernetes-models', 'apps/v1', ['DaemonSet', 'Deployment', 'StatefulSet']),
  ...of('kubernetes-models', 'batch/v1', ['CronJob', 'Job']),
  ...of('kubernetes-models', 'networking.k8s.io/v1', ['Ingress', 'IngressClass', 'NetworkPolicy']),
  ...of('kubernetes-models', 'policy/v1', ['PodDisruptionBudget']),
  ...of('kubernetes-models', 'rbac.authorization.k8s.io/v1', [
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
  ]),
  ...of('kubernetes-models', 'scheduling.k8s.io/v1', ['PriorityClass']),
  ...of('@kubernetes-models/argo-cd', 'argoproj.io/v1alpha1', ['AppProject', 'Application']),
  ...of('@kubernetes-models/cert-manager', 'cert-manager.io/v1', ['Certificate', 'ClusterIssuer', 'Issuer']),
  ...of('@kubernetes-models/cloudnative-pg', 'postgresql.cnpg.io/v1', [
    'Backup',
    'Cluster',
    'Database',
    'ImageCatalog',
    'Pooler',
    'ScheduledBackup',
  ]),
  ...of('@kubernetes-models/gateway-api', 'gateway.networking.k8s.io/v1', [
    'Gateway',
    'GatewayClass',
    'HTTPRoute',
    'ReferenceGrant',
  ]),
  ...of('@kubernetes-models/envoy-gateway', 'gateway.envoyproxy.io/v1alpha1', [
    'EnvoyProxy',
    'SecurityPolicy',
  ]),
  ...of('own', 'gateway.envoyproxy.io/v1alpha1', ['BackendTrafficPolicy', 'ClientTrafficPolicy']),
  ...of('own', 'metallb.io/v1beta1', ['IPAddressPool', 'L2Advertisement']),
  ...of('@kubernetes-models/prometheus-operator', 'monitoring.coreos.com/v1', [
    'PodMonitor',
    'PrometheusRule',
    'ServiceMonitor',
  ]),
  ...of('own', 'barmancloud.cnpg.io/v1', ['ObjectStore']),
  ...of('own', 'minio.min.io/v2', ['Tenant']),
  ...of('@kubernetes-models/external-secrets', 'external-secrets.io/v1', [
    'ClusterSecretStore',
    'ExternalSecret',
  ]),
  ...of('@kubernetes-models/sealed-secrets', 'bitnami.com/v1alpha1', ['SealedSecret']),
];

function of(source: KindSource, apiVersion: string, names: readonly string[]): SchemaKind[] {
  return names.map((kind) => ({ apiVersion, kind, source }));
}

/** The table's entry for an object, or undefined when the kind is not in it. */
export function findKind(apiVersion: string, kind: string): SchemaKind | undefined {
  return kinds.find((entry) => entry.apiVersion === apiVersion && entry.kind === kind);
}

/** File of a kind's schema below `schemas/`: `apps/deployment_v1.json`, `core/configmap_v1.json`. */
export function schemaFile({ apiVersion, kind }: Pick<SchemaKind, 'apiVersion' | 'kind'>): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `${group}/${kind.toLowerCase()}_${version}.json`;
}

/** What to say of an object whose kind has no schema. */
export function missingSchemaMessage(apiVersion: string, kind: string): string {
  return `no schema for ${apiVersion} ${kind}: add the kind to generator/checks/schema/kinds.ts and run npm run schemas`;
}
