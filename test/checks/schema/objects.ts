import type { Json, JsonObject } from '../../../generator/kubernetes/object.ts';

/** Valid objects that the cases of the tests are made from. Each is made anew, so a case may change it. */
export const valid = {
  configMap: (): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'synapse', namespace: 'matrix', labels: { a: 'b' }, annotations: { c: 'd' } },
    data: { 'homeserver.yaml': 'server_name: example.org\n' },
  }),
  deployment: (): JsonObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'element-web', namespace: 'matrix' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { a: 'b' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: {
          containers: [
            {
              name: 'element-web',
              image: 'example.org/element-web:1',
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: {
                requests: { cpu: '500m', memory: '1Gi' },
                limits: { memory: 1073741824, cpu: 0.5 },
              },
            },
          ],
        },
      },
    },
  }),
  cluster: (): JsonObject => ({
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'postgres', namespace: 'matrix' },
    spec: {
      instances: 3,
      postgresql: { parameters: { max_connections: '200', autovacuum: 'on' } },
      storage: { size: '500Gi', storageClass: 'fast' },
    },
  }),
  scheduledBackup: (): JsonObject => ({
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: { name: 'postgres' },
    spec: {
      cluster: { name: 'postgres' },
      schedule: '0 0 2 * * *',
      method: 'plugin',
      pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
    },
  }),
  objectStore: (): JsonObject => ({
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: 'backup' },
    spec: {
      retentionPolicy: '30d',
      configuration: {
        destinationPath: 's3://backup/',
        endpointURL: 'https://s3.example.org',
        s3Credentials: {
          accessKeyId: { name: 'backup', key: 'id' },
          secretAccessKey: { name: 'backup', key: 'secret' },
        },
        wal: { compression: 'gzip', maxParallel: 2 },
      },
      instanceSidecarConfiguration: {
        resources: { limits: { memory: '512Mi' } },
        env: [{ name: 'A', value: 'b' }],
      },
    },
  }),
  application: (): JsonObject => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'postgres',
      namespace: 'argocd',
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: 'matrix',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'matrix' },
      source: {
        repoURL: 'https://charts.example.org',
        chart: 'postgres',
        targetRevision: '1.0.0',
        helm: { valuesObject: { anything: { goes: [1, true, null] } } },
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: { limit: -1, backoff: { duration: '5s', factor: 2 } },
      },
    },
  }),
  networkPolicy: (): JsonObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'synapse' },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 8008, protocol: 'TCP' }] }],
    },
  }),
  certificate: (): JsonObject => ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'matrix' },
    spec: {
      secretName: 'matrix-tls',
      dnsNames: ['matrix.example.org'],
      issuerRef: { name: 'ca', kind: 'ClusterIssuer' },
    },
  }),
  podMonitor: (): JsonObject => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: 'postgres' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      podMetricsEndpoints: [
        {
          port: 'metrics',
          interval: '30s',
          relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_name'], targetLabel: 'pod' }],
        },
      ],
    },
  }),
  serviceMonitor: (): JsonObject => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'object-store' },
    spec: { selector: { matchLabels: { a: 'b' } }, endpoints: [{ port: 'metrics', path: '/metrics' }] },
  }),
  prometheusRule: (): JsonObject => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'postgres' },
    spec: {
      groups: [
        {
          name: 'postgres',
          rules: [{ alert: 'Down', expr: 'up == 0', for: '5m', labels: { severity: 'critical' } }],
        },
      ],
    },
  }),
};

/** Makes an object with one value set, or, when `value` is undefined, taken away. */
export function edit(
  make: () => JsonObject,
  path: readonly (string | number)[],
  value?: Json,
): () => JsonObject {
  return () => {
    const object = make();
    const parents = path.slice(0, -1);
    const parent = parents.reduce<unknown>(
      (below, key) => (below as Record<string | number, unknown>)[key],
      object,
    );
    const last = path[path.length - 1] ?? '';
    if (value === undefined) delete (parent as JsonObject)[last];
    else (parent as JsonObject)[last] = value;
    return object;
  };
}
