/** How long a pinned version is maintained, and what follows it. */
export interface Lifecycle {
  /** Last day with fixes, `2027-06-30`; absent when upstream names none. */
  readonly supportedUntil?: string;
  /** Upstream has ended the program, not only this version: no other version gets fixes either. */
  readonly retired?: true;
  /** Where that is written: upstream repository and file, or page. */
  readonly source: string;
  /** What to move to. */
  readonly successor?: string;
}

/** A pinned container image. */
export interface ImagePin {
  /** Registry and repository without tag: `ghcr.io/element-hq/synapse`. */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…` of the multi-architecture index, where it has been read from a source: manifests then name it. */
  readonly digest?: string;
  /** Digest of each platform's image in that index, by `os/architecture`, where it has been read. */
  readonly platforms?: Readonly<Record<string, string>>;
  readonly lifecycle: Lifecycle;
}

/** A pinned Helm chart. */
export interface ChartPin {
  /** Repository URL as Argo CD takes it: `https://…`, or `host/path` without scheme for OCI. */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  /** Version of the program that the chart installs. */
  readonly appVersion: string;
  readonly lifecycle: Lifecycle;
}

/** Every image that a manifest of ours names. */
export const images = {
  synapse: {
    repository: 'ghcr.io/element-hq/synapse',
    tag: 'v1.163.2',
    lifecycle: {
      source: 'matrix-synapse 1.163.2 on PyPI',
      successor: 'the next Synapse release, about every two weeks',
    },
  },
  haproxy: {
    repository: 'docker.io/library/haproxy',
    tag: '3.4.2-alpine',
    lifecycle: {
      supportedUntil: '2031-04-30',
      source: 'docker-library/haproxy versions.json; haproxy 3.4.0 announcement (LTS)',
    },
  },
  valkey: {
    repository: 'docker.io/valkey/valkey',
    tag: '9.0.8-alpine',
    lifecycle: { source: 'valkey.io/download/releases/v9-0-8 (2026-11-18)' },
  },
  redis: {
    repository: 'docker.io/library/redis',
    tag: '7.2.16-alpine',
    lifecycle: {
      source:
        'docker-library/official-images library/redis; redis/redis LICENSE.txt: 7.2 is the last BSD release',
      successor: 'valkey',
    },
  },
  redisExporter: {
    repository: 'docker.io/oliver006/redis_exporter',
    tag: 'v1.88.0',
    lifecycle: { source: 'oliver006/redis_exporter tag v1.88.0' },
  },
  postgresql: {
    repository: 'ghcr.io/cloudnative-pg/postgresql',
    tag: '17.11-standard-trixie',
    lifecycle: {
      supportedUntil: '2029-11-08',
      source: 'cloudnative-pg/postgres-containers README.md and docker-bake.hcl (2026-08-20)',
      successor: 'the next minor release, every three months',
    },
  },
  pgbouncer: {
    repository: 'ghcr.io/cloudnative-pg/pgbouncer',
    tag: '1.25.1',
    lifecycle: { source: 'cloudnative-pg/cloudnative-pg v1.30.0 pkg/versions/versions.go' },
  },
  argocd: {
    repository: 'quay.io/argoproj/argocd',
    tag: 'v3.4.7',
    lifecycle: {
      source:
        'argoproj/argo-cd v3.4.7 manifests/ha/install.yaml; chart argo-cd 10.1.1 names v3.4.4, whose CRDs are the same',
      successor: 'the next patch release of 3.4, or a chart with 3.5',
    },
  },
  argocdRedis: {
    repository: 'docker.io/library/redis',
    tag: '8.2.3-alpine',
    lifecycle: {
      source:
        'argoproj/argo-cd v3.4.7 manifests/ha/install.yaml and chart argo-cd 10.1.1, from a mirror of this registry',
    },
  },
  silo: {
    repository: 'docker.io/pgsty/silo',
    tag: 'RELEASE.2026-09-16T00-00-00Z',
    digest: 'sha256:635197cb9f36d01bee221d34d1c7d7960f6a95c48b0b6c01d99cd13bdae51a46',
    lifecycle: {
      source:
        'pgsty/silo.pgsty.com content/blog/release/silo-20260916.md; the same digest in several repositories',
      successor: 'the next Silo release, about every month',
    },
  },
  minio: {
    repository: 'quay.io/minio/minio',
    tag: 'RELEASE.2025-09-07T16-13-09Z',
    lifecycle: {
      supportedUntil: '2025-10-15',
      retired: true,
      source:
        'minio/minio README.md: distributed as source code only; the next tag, RELEASE.2025-10-15T17-29-55Z, has no image',
      successor: 'silo, the fork that is maintained',
    },
  },
  minioClient: {
    repository: 'docker.io/pgsty/mc',
    tag: 'RELEASE.2026-09-16T00-00-00Z',
    digest: 'sha256:cfc83108c3abb371f8fb84d99c1fdc88f8c237e022409b0081fb7c0a3be634dd',
    lifecycle: {
      source: 'pgsty/silo.pgsty.com content/blog/release/mcli-20260916.md',
      successor: 'the next release, with that of the server',
    },
  },
  coturn: {
    repository: 'docker.io/coturn/coturn',
    tag: '4.17.0-r0',
    lifecycle: {
      source: 'coturn/coturn tag docker/4.17.0-r0 (2026-08-05), docker/coturn/README.md',
      successor: 'the next minor release, several a year',
    },
  },
  livekit: {
    repository: 'docker.io/livekit/livekit-server',
    tag: 'v1.13.5',
    lifecycle: {
      source: 'livekit/livekit tag v1.13.5; element-hq/ess-helm charts/matrix-stack/values.yaml (2026-08-21)',
      successor: 'v1.13.11: its Go modules were not complete in the module proxy when this was pinned',
    },
  },
  lkJwt: {
    repository: 'ghcr.io/element-hq/lk-jwt-service',
    tag: '0.8.0',
    lifecycle: {
      source:
        'element-hq/lk-jwt-service releases: GHSA-rq24-fh66-rq7x is fixed in 0.8.0; tag scheme from .github/workflows/release.yaml',
      successor: '0.10, which wants to run as an application service',
    },
  },
  elementWeb: {
    repository: 'ghcr.io/element-hq/element-web',
    tag: 'v1.12.30',
    lifecycle: {
      source: 'element-hq/element-web releases; GHSA-wqmv-r2qj-2j9p is fixed in v1.12.28',
      successor: 'the next Element Web release, about every two weeks',
    },
  },
  envoy: {
    repository: 'docker.io/envoyproxy/envoy',
    tag: 'distroless-v1.39.0',
    lifecycle: {
      source: 'envoyproxy/gateway v1.9.0 api/v1alpha1/shared_types.go DefaultEnvoyProxyImage',
      successor: 'the image of the next Envoy Gateway',
    },
  },
  ketesa: {
    repository: 'ghcr.io/etkecc/ketesa',
    tag: 'v1.4.0',
    lifecycle: { source: 'etkecc/ketesa tag v1.4.0 (2026-07-23)' },
  },
  synapseAdmin: {
    repository: 'docker.io/awesometechnologies/synapse-admin',
    tag: '0.11.4',
    lifecycle: {
      source: 'Awesome-Technologies/synapse-admin tag 0.11.4 (2026-03-07)',
      successor: 'ketesa, the fork that is developed',
    },
  },
} as const satisfies Record<string, ImagePin>;

/** A Python package that an image of ours adds to an upstream image. */
export interface PackagePin {
  readonly name: string;
  readonly version: string;
  readonly lifecycle: Lifecycle;
}

/** Lets Synapse keep media in an object store; `images/synapse` builds the image. */
export const s3StorageProvider: PackagePin = {
  name: 'synapse-s3-storage-provider',
  version: '1.7.0',
  lifecycle: { source: 'PyPI; matrix-org/synapse-s3-storage-provider tag v1.7.0 (2026-08-18)' },
};

/** Tag of the Synapse image that has {@link s3StorageProvider}. */
export const synapseS3Tag = `${images.synapse.tag}-s3-${s3StorageProvider.version}`;

/** Name of a pinned image. */
export type ImageName = keyof typeof images;

/** Every chart that Argo CD installs. */
export const charts = {
  argoCd: {
    repository: 'https://argoproj.github.io/argo-helm',
    chart: 'argo-cd',
    version: '10.1.1',
    appVersion: 'v3.4.7',
    lifecycle: { source: 'argoproj/argo-helm argo-cd-10.1.1 charts/argo-cd/Chart.yaml' },
  },
  prometheusCrds: {
    repository: 'https://prometheus-community.github.io/helm-charts',
    chart: 'prometheus-operator-crds',
    version: '31.0.1',
    appVersion: 'v0.93.1',
    lifecycle: {
      source: 'prometheus-community/helm-charts prometheus-operator-crds-31.0.1',
      successor: 'the chart of the same appVersion as the Prometheus operator that is installed',
    },
  },
  certManager: {
    repository: 'https://charts.jetstack.io',
    chart: 'cert-manager',
    version: 'v1.21.1',
    appVersion: 'v1.21.1',
    lifecycle: {
      source:
        'cert-manager/cert-manager v1.21.1 deploy/charts/cert-manager; cert-manager/website supported-releases',
      successor: '1.22: a release is supported until two more are out',
    },
  },
  cloudnativePg: {
    repository: 'https://cloudnative-pg.github.io/charts',
    chart: 'cloudnative-pg',
    version: '0.29.0',
    appVersion: '1.30.0',
    lifecycle: {
      // Upstream writes "~ Dec 2026": three months after 1.31.0.
      supportedUntil: '2026-12-31',
      source:
        'cloudnative-pg/charts cloudnative-pg-v0.29.0; cloudnative-pg/cloudnative-pg docs/src/supported_releases.md',
      successor: '1.31',
    },
  },
  barmanCloud: {
    repository: 'https://cloudnative-pg.github.io/charts',
    chart: 'plugin-barman-cloud',
    version: '0.7.0',
    appVersion: 'v0.13.0',
    lifecycle: { source: 'cloudnative-pg/charts plugin-barman-cloud-v0.7.0', successor: '0.14.0' },
  },
  minioOperator: {
    repository: 'https://operator.min.io',
    chart: 'operator',
    version: '7.1.1',
    appVersion: 'v7.1.1',
    lifecycle: {
      supportedUntil: '2026-03-20',
      retired: true,
      source: 'minio/operator tag v7.1.1 helm/operator/Chart.yaml; repository archived 2026-03-20',
      successor: 'slots.objectStore: silo, which needs no operator',
    },
  },
  externalSecrets: {
    repository: 'https://charts.external-secrets.io',
    chart: 'external-secrets',
    version: '2.9.0',
    appVersion: 'v2.9.0',
    lifecycle: {
      source:
        'external-secrets/external-secrets tag helm-chart-2.9.0 deploy/charts/external-secrets/Chart.yaml',
      successor: '2.10: only the newest minor release gets fixes',
    },
  },
  sealedSecrets: {
    repository: 'https://bitnami-labs.github.io/sealed-secrets',
    chart: 'sealed-secrets',
    version: '2.18.5',
    appVersion: '0.36.6',
    lifecycle: {
      source: 'bitnami-labs/sealed-secrets tag helm-v2.18.5 helm/sealed-secrets/Chart.yaml (2026-04-22)',
    },
  },
  metallb: {
    repository: 'https://metallb.github.io/metallb',
    chart: 'metallb',
    version: '0.16.1',
    appVersion: 'v0.16.1',
    lifecycle: { source: 'metallb/metallb tag metallb-chart-0.16.1' },
  },
  envoyGateway: {
    repository: 'docker.io/envoyproxy',
    chart: 'gateway-helm',
    version: 'v1.9.0',
    appVersion: 'v1.9.0',
    lifecycle: {
      supportedUntil: '2027-02-14',
      source: 'envoyproxy/gateway v1.9.0 site/content/en/latest/install/install-argocd.md; releases matrix',
      successor: '1.10',
    },
  },
  ingressNginx: {
    repository: 'https://kubernetes.github.io/ingress-nginx',
    chart: 'ingress-nginx',
    version: '4.15.1',
    appVersion: '1.15.1',
    lifecycle: {
      supportedUntil: '2026-03-24',
      retired: true,
      source: 'kubernetes/ingress-nginx tag helm-chart-4.15.1, README.md: retired, archived 2026-03-24',
      successor: 'envoy-gateway',
    },
  },
  prometheusStack: {
    repository: 'https://prometheus-community.github.io/helm-charts',
    chart: 'kube-prometheus-stack',
    version: '88.5.3',
    appVersion: 'v0.93.1',
    lifecycle: {
      source: 'prometheus-community/helm-charts kube-prometheus-stack-88.5.3 (2026-08-21)',
      successor: 'the chart of the same appVersion as prometheus-operator-crds',
    },
  },
  loki: {
    repository: 'https://grafana-community.github.io/helm-charts',
    chart: 'loki',
    version: '18.11.0',
    appVersion: '3.7.6',
    lifecycle: {
      source: 'grafana-community/helm-charts loki-18.11.0 (2026-08-20): the chart moved there in March 2026',
    },
  },
  alloy: {
    repository: 'https://grafana.github.io/helm-charts',
    chart: 'alloy',
    version: '1.11.1',
    appVersion: 'v1.18.1',
    lifecycle: { source: 'grafana/alloy helm-chart/1.11.1 operations/helm/charts/alloy/Chart.yaml' },
  },
  promtail: {
    repository: 'https://grafana.github.io/helm-charts',
    chart: 'promtail',
    version: '6.17.1',
    appVersion: '3.5.1',
    lifecycle: {
      supportedUntil: '2026-03-02',
      retired: true,
      source: 'grafana/helm-charts promtail-6.17.1, deprecated; Loki release notes: end of life 2026-03-02',
      successor: 'alloy',
    },
  },
} as const satisfies Record<string, ChartPin>;

/**
 * Images that a chart pulls without our values naming them, by chart: what `helm template` prints with our values at the pinned version,
 * images in arguments and variables included. A digest stands where the chart pins one.
 */
export const chartImages: Readonly<
  Record<string, { readonly version: string; readonly images: readonly string[] }>
> = {
  'argo-cd': { version: '10.1.1', images: [] },
  'prometheus-operator-crds': { version: '31.0.1', images: [] },
  'cert-manager': {
    version: 'v1.21.1',
    images: [
      'quay.io/jetstack/cert-manager-controller:v1.21.1',
      'quay.io/jetstack/cert-manager-webhook:v1.21.1',
      'quay.io/jetstack/cert-manager-cainjector:v1.21.1',
      // An argument of the controller: solves HTTP-01 challenges.
      'quay.io/jetstack/cert-manager-acmesolver:v1.21.1',
    ],
  },
  'cloudnative-pg': { version: '0.29.0', images: ['ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0'] },
  'plugin-barman-cloud': {
    version: '0.7.0',
    images: [
      'ghcr.io/cloudnative-pg/plugin-barman-cloud:v0.13.0',
      // SIDECAR_IMAGE: runs in every PostgreSQL pod.
      'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.13.0',
    ],
  },
  'external-secrets': { version: '2.9.0', images: ['ghcr.io/external-secrets/external-secrets:v2.9.0'] },
  'sealed-secrets': {
    version: '2.18.5',
    images: ['ghcr.io/bitnami-labs/sealed-secrets-controller:0.36.6'],
  },
  metallb: {
    version: '0.16.1',
    images: ['quay.io/metallb/controller:v0.16.1', 'quay.io/metallb/speaker:v0.16.1'],
  },
  operator: {
    version: '7.1.1',
    images: [
      'quay.io/minio/operator:v7.1.1',
      // OPERATOR_SIDECAR_IMAGE: runs beside each server of a Tenant.
      'quay.io/minio/operator-sidecar:v7.1.1',
    ],
  },
  'gateway-helm': {
    version: 'v1.9.0',
    images: [
      'docker.io/envoyproxy/gateway:v1.9.0',
      // Named in the controller's configuration; started by global rate limits only.
      'docker.io/envoyproxy/ratelimit:17b1956c',
    ],
  },
  'ingress-nginx': {
    version: '4.15.1',
    images: [
      'registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:594ceea76b01c592858f803f9ff4d2cb40542cae2060410b2c95f75907d659e1',
    ],
  },
  'kube-prometheus-stack': {
    version: '88.5.3',
    images: [
      'quay.io/prometheus-operator/prometheus-operator:v0.93.1',
      'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1',
      // An argument of the operator; started for nobody here.
      'quay.io/thanos/thanos:v0.42.4',
      'quay.io/prometheus/prometheus:v3.14.0-distroless',
      // Only with `observability.alertmanager`.
      'quay.io/prometheus/alertmanager:v0.34.0',
      'docker.io/grafana/grafana:13.2.0',
      'quay.io/kiwigrid/k8s-sidecar:2.10.1',
      'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0',
      'quay.io/prometheus/node-exporter:v1.12.1-distroless',
    ],
  },
  loki: { version: '18.11.0', images: ['docker.io/grafana/loki:3.7.6'] },
  alloy: {
    version: '1.11.1',
    images: [
      'docker.io/grafana/alloy:v1.18.1',
      'quay.io/prometheus-operator/prometheus-config-reloader:v0.91.0@sha256:7d9e4eea5f1139e602508871f422b0116c60e87c662f3dcd234d5ab60cd0d8c1',
    ],
  },
  promtail: { version: '6.17.1', images: ['docker.io/grafana/promtail:3.5.1'] },
};

/** Image reference as a manifest names it: `repository:tag`, with `@digest` where one is pinned. */
export function imageReference(image: ImagePin): string {
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${image.repository}:${image.tag}${digest}`;
}

/** Under which licence a program may be used. */
export interface License {
  /** SPDX expression, as upstream declares it. */
  readonly spdx: string;
  /** Where that was read. */
  readonly source: string;
}

const apache = (source: string): License => ({ spdx: 'Apache-2.0', source });

/**
 * Licence of the program in each image, by repository. What an image has besides, such as its base system, has licences of its own; those are
 * the publisher's to list.
 */
export const imageLicenses: Readonly<Record<string, License>> = {
  'ghcr.io/element-hq/synapse': {
    spdx: 'AGPL-3.0-or-later OR LicenseRef-Element-Commercial',
    source: 'metadata of matrix-synapse 1.163.2 on PyPI',
  },
  'ghcr.io/element-hq/lk-jwt-service': {
    spdx: 'AGPL-3.0-only OR LicenseRef-Element-Commercial',
    source: 'element-hq/lk-jwt-service: headers of the sources',
  },
  'ghcr.io/element-hq/element-web': {
    spdx: 'AGPL-3.0-only OR GPL-3.0-only OR LicenseRef-Element-Commercial',
    source: 'element-hq/element-web: headers of the sources',
  },
  'ghcr.io/etkecc/ketesa': apache('etkecc/ketesa REUSE.toml'),
  'docker.io/awesometechnologies/synapse-admin': apache('Awesome-Technologies/synapse-admin LICENSE'),
  'docker.io/library/haproxy': {
    spdx: 'GPL-2.0-or-later',
    source: 'haproxy/haproxy LICENSE: GPL with an exception for OpenSSL, LGPL for its headers',
  },
  'docker.io/valkey/valkey': { spdx: 'BSD-3-Clause', source: 'valkey-io/valkey COPYING' },
  // One repository under three licences: versions.ts has 7.2 and Argo CD's 8.2.
  'docker.io/library/redis:7': { spdx: 'BSD-3-Clause', source: 'redis/redis branch 7.2 COPYING' },
  'docker.io/library/redis:8': {
    spdx: 'LicenseRef-RSALv2 OR SSPL-1.0 OR AGPL-3.0-only',
    source:
      'redis/redis LICENSE.txt and headers since 8.0; 7.4 had only the first two, which are not open source',
  },
  'docker.io/oliver006/redis_exporter': { spdx: 'MIT', source: 'oliver006/redis_exporter LICENSE' },
  'ghcr.io/cloudnative-pg/postgresql': { spdx: 'PostgreSQL', source: 'postgres/postgres COPYRIGHT' },
  'ghcr.io/cloudnative-pg/pgbouncer': { spdx: 'ISC', source: 'pgbouncer/pgbouncer COPYRIGHT' },
  'ghcr.io/cloudnative-pg/cloudnative-pg': apache('cloudnative-pg/cloudnative-pg LICENSE'),
  'ghcr.io/cloudnative-pg/plugin-barman-cloud': apache('cloudnative-pg/plugin-barman-cloud LICENSE'),
  'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar': apache('cloudnative-pg/plugin-barman-cloud LICENSE'),
  'docker.io/pgsty/silo': { spdx: 'AGPL-3.0-or-later', source: 'pgsty/minio LICENSE and headers' },
  'docker.io/pgsty/mc': { spdx: 'AGPL-3.0-or-later', source: 'pgsty/mc LICENSE and headers' },
  'quay.io/minio/minio': {
    spdx: 'AGPL-3.0-or-later',
    source: 'pgsty/minio, the fork, which keeps the LICENSE and headers of minio/minio',
  },
  'quay.io/minio/operator': { spdx: 'AGPL-3.0-or-later', source: 'minio/operator LICENSE and headers' },
  'quay.io/minio/operator-sidecar': {
    spdx: 'AGPL-3.0-or-later',
    source: 'minio/operator LICENSE and headers',
  },
  'docker.io/coturn/coturn': { spdx: 'BSD-3-Clause', source: 'coturn/coturn LICENSE' },
  'docker.io/livekit/livekit-server': apache('livekit/livekit LICENSE'),
  'docker.io/envoyproxy/envoy': apache('envoyproxy/envoy LICENSE'),
  'docker.io/envoyproxy/gateway': apache('envoyproxy/gateway LICENSE'),
  'docker.io/envoyproxy/ratelimit': apache('envoyproxy/ratelimit LICENSE'),
  'registry.k8s.io/ingress-nginx/controller': apache('kubernetes/ingress-nginx LICENSE'),
  'quay.io/metallb/controller': apache('metallb/metallb LICENSE'),
  'quay.io/metallb/speaker': apache('metallb/metallb LICENSE'),
  'quay.io/argoproj/argocd': apache('argoproj/argo-cd LICENSE'),
  'quay.io/jetstack/cert-manager-controller': apache('cert-manager/cert-manager LICENSE'),
  'quay.io/jetstack/cert-manager-webhook': apache('cert-manager/cert-manager LICENSE'),
  'quay.io/jetstack/cert-manager-cainjector': apache('cert-manager/cert-manager LICENSE'),
  'quay.io/jetstack/cert-manager-acmesolver': apache('cert-manager/cert-manager LICENSE'),
  'ghcr.io/external-secrets/external-secrets': apache('external-secrets/external-secrets LICENSE'),
  'ghcr.io/bitnami-labs/sealed-secrets-controller': apache('bitnami-labs/sealed-secrets LICENSE'),
  'quay.io/prometheus-operator/prometheus-operator': apache(
    'prometheus-operator/prometheus-operator LICENSE',
  ),
  'quay.io/prometheus-operator/prometheus-config-reloader': apache(
    'prometheus-operator/prometheus-operator LICENSE',
  ),
  'quay.io/prometheus/prometheus': apache('prometheus/prometheus LICENSE'),
  'quay.io/prometheus/alertmanager': apache('prometheus/alertmanager v0.34.0 LICENSE'),
  'quay.io/prometheus/node-exporter': apache('prometheus/node_exporter v1.12.1 LICENSE'),
  'quay.io/thanos/thanos': apache('thanos-io/thanos v0.42.4 LICENSE'),
  'registry.k8s.io/kube-state-metrics/kube-state-metrics': apache(
    'kubernetes/kube-state-metrics v2.20.0 LICENSE',
  ),
  'quay.io/kiwigrid/k8s-sidecar': { spdx: 'MIT', source: 'kiwigrid/k8s-sidecar LICENSE' },
  'docker.io/grafana/grafana': {
    spdx: 'AGPL-3.0-only',
    source:
      'grafana/grafana LICENSING.md; since 12.4 this image is the open one (grafana.com installation docs)',
  },
  'docker.io/grafana/loki': { spdx: 'AGPL-3.0-only', source: 'grafana/loki LICENSING.md' },
  'docker.io/grafana/promtail': { spdx: 'AGPL-3.0-only', source: 'grafana/loki LICENSING.md' },
  'docker.io/grafana/alloy': apache('grafana/alloy LICENSE'),
};

/** Licence of each chart, by name. */
export const chartLicenses: Readonly<Record<string, License>> = {
  'argo-cd': apache('argoproj/argo-helm LICENSE'),
  'prometheus-operator-crds': apache('prometheus-community/helm-charts LICENSE'),
  'cert-manager': apache('cert-manager/cert-manager LICENSE'),
  'cloudnative-pg': apache('cloudnative-pg/charts LICENSE'),
  'plugin-barman-cloud': apache('cloudnative-pg/charts LICENSE'),
  operator: { spdx: 'AGPL-3.0-or-later', source: 'minio/operator LICENSE and headers' },
  'external-secrets': apache('external-secrets/external-secrets LICENSE'),
  'sealed-secrets': apache('bitnami-labs/sealed-secrets LICENSE'),
  metallb: apache('metallb/metallb LICENSE'),
  'gateway-helm': apache('envoyproxy/gateway LICENSE'),
  'ingress-nginx': apache('kubernetes/ingress-nginx LICENSE'),
  'kube-prometheus-stack': apache('prometheus-community/helm-charts LICENSE'),
  loki: apache('grafana-community/helm-charts LICENSE'),
  alloy: apache('grafana/alloy LICENSE'),
  promtail: apache('grafana/helm-charts LICENSE'),
};

/** Identifiers in the tables above that the Open Source Initiative has approved (opensource.org/licenses). */
const osiApproved: ReadonlySet<string> = new Set([
  'AGPL-3.0-only',
  'AGPL-3.0-or-later',
  'Apache-2.0',
  'BSD-3-Clause',
  'GPL-2.0-or-later',
  'GPL-3.0-only',
  'ISC',
  'MIT',
  'PostgreSQL',
]);

/** True when one of the licences to choose from is approved by the Open Source Initiative. */
export function isOpenSource(spdx: string): boolean {
  return spdx.split(' OR ').some((id) => osiApproved.has(id));
}

/** Licence of an image; undefined for one that is not in the table. A row may be for one major version: `redis:7`. */
export function licenseOf(reference: string): License | undefined {
  const [, repository = '', major = ''] = /^([^@]+?):(\d*)[^:/@]*(?:@.+)?$/.exec(reference) ?? [];
  return imageLicenses[`${repository}:${major}`] ?? imageLicenses[repository];
}
