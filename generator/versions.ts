/** How long a pinned version is maintained, and what follows it. */
export interface Lifecycle {
  /** Last day with fixes, `2027-06-30`; absent when upstream names none. */
  readonly supportedUntil?: string;
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
  /** `sha256:…` of the multi-architecture index, where it has been read from a source. */
  readonly digest?: string;
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
  elementWeb: {
    repository: 'ghcr.io/element-hq/element-web',
    tag: 'v1.12.30',
    lifecycle: {
      source: 'element-hq/element-web releases; GHSA-wqmv-r2qj-2j9p is fixed in v1.12.28',
      successor: 'the next Element Web release, about every two weeks',
    },
  },
} as const satisfies Record<string, ImagePin>;

/** Name of a pinned image. */
export type ImageName = keyof typeof images;

/** Every chart that Argo CD installs. */
export const charts = {
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
} as const satisfies Record<string, ChartPin>;

/** Image reference as a manifest names it: `repository:tag`, with `@digest` where one is pinned. */
export function imageReference(image: ImagePin): string {
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${image.repository}:${image.tag}${digest}`;
}
