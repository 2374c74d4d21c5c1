import type { Metric, MetricSource } from './metric.ts';
import { barmanCloud } from './sources/barman-cloud.ts';
import { cloudnativePg } from './sources/cloudnative-pg.ts';
import { kubelet, kubeStateMetrics, nodeExporter, prometheus } from './sources/cluster.ts';
import { coturn } from './sources/coturn.ts';
import { envoy, ingressNginx } from './sources/edge.ts';
import { haproxy } from './sources/haproxy.ts';
import { livekit } from './sources/livekit.ts';
import { objectStore } from './sources/object-store.ts';
import { argoCd, certManager } from './sources/platform.ts';
import { redisExporter } from './sources/redis-exporter.ts';
import { synapse } from './sources/synapse.ts';

/** Every program that is scraped, with the metrics that rules and dashboards may use. lk-jwt-service exports none. */
export const metricSources: readonly MetricSource[] = [
  synapse,
  haproxy,
  cloudnativePg,
  barmanCloud,
  redisExporter,
  objectStore,
  coturn,
  livekit,
  envoy,
  ingressNginx,
  certManager,
  argoCd,
  kubeStateMetrics,
  nodeExporter,
  kubelet,
  prometheus,
];

const metrics = new Map<string, Metric>(metricSources.flatMap(({ metrics }) => Object.entries(metrics)));

/** Labels that Prometheus and its operator put on everything that they scrape, and those that our monitors add. */
const targetLabels = new Set([
  ...['job', 'instance', 'namespace', 'pod', 'container', 'endpoint', 'service', 'node'],
  'program',
]);

const histogramSuffix = /_(bucket|sum|count)$/;

/** A series as a query names it: the metric, and the labels that a matcher may use. */
export interface Series {
  readonly metric: Metric;
  readonly labels: ReadonlySet<string>;
}

/** The metric that exports a series of this name; of a histogram only its `_bucket`, `_sum` and `_count` are series. */
export function findSeries(name: string): Series | undefined {
  const plain = metrics.get(name);
  if (plain !== undefined && plain.type !== 'histogram') return describe(plain);
  const [suffix] = histogramSuffix.exec(name) ?? [];
  if (suffix === undefined) return undefined;
  const histogram = metrics.get(name.slice(0, -suffix.length));
  return histogram?.type === 'histogram'
    ? describe(histogram, suffix === '_bucket' ? ['le'] : [])
    : undefined;
}

function describe(metric: Metric, more: readonly string[] = []): Series {
  return { metric, labels: new Set([...targetLabels, ...metric.labels, ...more]) };
}

/** Names of all series, for suggestions; of a histogram its buckets, which quantiles are computed from. */
export const seriesNames: readonly string[] = [...metrics].map(([name, { type }]) =>
  type === 'histogram' ? `${name}_bucket` : name,
);
