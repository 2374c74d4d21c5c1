import { isInCluster } from '../components/data/object-store/names.ts';
import { usesObjectStore } from '../components/observability/loki/values.ts';
import { keptShare, scrapeSeconds } from '../components/observability/names.ts';
import type { Environment } from '../environment/environment.ts';
import { stripeOf } from '../environment/stripe.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import {
  estimateBuffer,
  estimateLogs,
  type LogVolume,
  logsNotCounted,
  modeBytes,
  requestsPerUser,
} from '../metrics/log-volume.ts';
import { estimateSeries, type ProgramSeries } from './estimate-series.ts';
import type { Platform } from './platform.ts';

/** Whether there is room until it is old; `unknown` where somebody else's store has to have it. */
export type Verdict = 'holds' | 'does not hold' | 'unknown';

/** What is measured and written down, by estimate, and what fits until it is old. Sizes are bytes. */
export interface ObservabilityPlan {
  readonly metrics: {
    /** Addresses that Prometheus reads. */
    readonly targets: number;
    /** Series of all of them, by estimate. */
    readonly series: number;
    readonly programs: readonly ProgramSeries[];
    readonly days: number;
    readonly replicas: number;
    readonly storage: number;
    /** Series that one volume holds for so many days. */
    readonly capacity: number;
    readonly verdict: Verdict;
  };
  readonly logs: LogVolume & {
    /** Requests a second of one of the people who are there at the same time. */
    readonly requestsPerUser: number;
    /** Where that number comes from. */
    readonly requestsSource: string;
    /** Programs whose lines are not in the estimate. */
    readonly notCounted: string;
    readonly days: number;
    readonly replicas: number;
    readonly storage: number;
    /** Bytes that a volume must have for the lines that people cause. */
    readonly volume: number;
    /** Bytes of the object store that they take, once for each replica at most; null where lines stay on the volume. */
    readonly bucket: number | null;
    /** Bytes that the object store holds, with the media that share it; null where there is none, or somebody else's. */
    readonly store: number | null;
    readonly verdict: Verdict;
    /** More lines than Loki's documentation gives this way of running it. */
    readonly aboveMode: boolean;
    /** Bytes a day, as programs write them, that are left without the access log of Synapse; null where it writes none. */
    readonly withoutAccessLog: number | null;
  };
}

/** What a sample takes on disk, at most: prometheus/prometheus `docs/storage.md` says one to two bytes. */
const bytesOfSample = 2;

const daySeconds = 24 * 60 * 60;

/**
 * How much there will be and how far the volumes go, before anything runs; to be compared with `prometheus_tsdb_head_series` and the size
 * of the bucket once it does.
 *
 * @param countPods - pods of a workload of ours
 */
export function planObservability(
  platform: Platform,
  countPods: (workload: KubernetesObject) => number,
): ObservabilityPlan {
  return { metrics: planMetrics(platform, countPods), logs: planLogs(platform.environment) };
}

function planMetrics(
  platform: Platform,
  countPods: (workload: KubernetesObject) => number,
): ObservabilityPlan['metrics'] {
  const { prometheus } = platform.environment.observability;
  const programs = estimateSeries(platform, countPods);
  const series = programs.reduce((sum, program) => sum + program.series, 0);
  const storage = parseQuantity(prometheus.storage);
  const bytesOfSeries = ((prometheus.retentionDays * daySeconds) / scrapeSeconds) * bytesOfSample;
  const capacity = Math.floor((storage * keptShare) / bytesOfSeries);
  return {
    targets: programs.reduce((sum, { targets }) => sum + targets, 0),
    series,
    programs,
    days: prometheus.retentionDays,
    replicas: prometheus.replicas,
    storage,
    capacity,
    verdict: series <= capacity ? 'holds' : 'does not hold',
  };
}

function planLogs(environment: Environment): ObservabilityPlan['logs'] {
  const { retentionDays: days, replicas, ...loki } = environment.observability.loki;
  const logs = estimateLogs(environment.scale.users, environment.synapse.accessLog);
  const storage = parseQuantity(loki.storage);
  const elsewhere = usesObjectStore(environment);
  // Each replica writes what it has; the same chunk has the same name only where all got the same lines in the same order.
  const bucket = elsewhere ? logs.stored * days * replicas : null;
  const store = elsewhere && isInCluster(environment) ? usableBytes(environment) : null;
  const volume = elsewhere ? estimateBuffer(logs) : logs.stored * days;
  return {
    ...logs,
    requestsPerUser: requestsPerUser.rate,
    requestsSource: requestsPerUser.source,
    notCounted: logsNotCounted,
    days,
    replicas,
    storage,
    volume,
    bucket,
    store,
    verdict: judge(volume <= storage, bucket, store),
    aboveMode: logs.raw > modeBytes,
    withoutAccessLog: environment.synapse.accessLog ? estimateLogs(environment.scale.users, false).raw : null,
  };
}

function judge(volumeHolds: boolean, bucket: number | null, store: number | null): Verdict {
  if (!volumeHolds || (bucket !== null && store !== null && bucket > store)) return 'does not hold';
  return bucket !== null && store === null ? 'unknown' : 'holds';
}

/** What objects may take of the store's volumes: all of them, less parity. */
function usableBytes({ objectStore }: Environment): number {
  const { servers, volumesPerServer, volumeSize, parity } = objectStore;
  const stripe = stripeOf(servers, volumesPerServer);
  const share = stripe === undefined ? 1 : 1 - parity / stripe;
  return servers * volumesPerServer * parseQuantity(volumeSize) * share;
}
