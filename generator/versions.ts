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
    tag: '3.4-alpine',
    lifecycle: { supportedUntil: '2031-04-30', source: 'haproxy 3.4.0 announcement (LTS)' },
  },
  valkey: {
    repository: 'docker.io/valkey/valkey',
    tag: '9.0.7-alpine',
    lifecycle: { source: 'valkey-io/valkey releases' },
  },
  redis: {
    repository: 'docker.io/library/redis',
    tag: '7.2-alpine',
    lifecycle: { source: 'redis/redis LICENSE.txt: 7.2 is the last BSD release', successor: 'valkey' },
  },
  redisExporter: {
    repository: 'docker.io/oliver006/redis_exporter',
    tag: 'v1.88.0',
    lifecycle: { source: 'oliver006/redis_exporter releases' },
  },
  postgresql: {
    repository: 'ghcr.io/cloudnative-pg/postgresql',
    tag: '17-standard-trixie',
    lifecycle: { supportedUntil: '2029-11-08', source: 'postgresql.org versioning policy' },
  },
  pgbouncer: {
    repository: 'ghcr.io/cloudnative-pg/pgbouncer',
    tag: '1.25.1',
    lifecycle: { source: 'cloudnative-pg/cloudnative-pg v1.30.0 pkg/versions/versions.go' },
  },
  elementWeb: {
    repository: 'ghcr.io/element-hq/element-web',
    tag: 'v1.12.26',
    lifecycle: { source: 'element-hq/element-web releases' },
  },
} as const satisfies Record<string, ImagePin>;

/** Name of a pinned image. */
export type ImageName = keyof typeof images;

/** Every chart that Argo CD installs. */
export const charts = {
  certManager: {
    repository: 'https://charts.jetstack.io',
    chart: 'cert-manager',
    version: 'v1.21.1',
    appVersion: 'v1.21.1',
    lifecycle: { source: 'cert-manager/website supported-releases' },
  },
  cloudnativePg: {
    repository: 'https://cloudnative-pg.github.io/charts',
    chart: 'cloudnative-pg',
    version: '0.29.0',
    appVersion: '1.30.0',
    lifecycle: { source: 'cloudnative-pg/cloudnative-pg docs/src/supported_releases.md' },
  },
  barmanCloud: {
    repository: 'https://cloudnative-pg.github.io/charts',
    chart: 'plugin-barman-cloud',
    version: '0.7.0',
    appVersion: '0.13.0',
    lifecycle: { source: 'cloudnative-pg/charts plugin-barman-cloud-v0.7.0' },
  },
} as const satisfies Record<string, ChartPin>;

/** Image reference as a manifest names it: `repository:tag`, with `@digest` where one is pinned. */
export function imageReference(image: ImagePin): string {
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${image.repository}:${image.tag}${digest}`;
}
