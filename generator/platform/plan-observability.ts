import { usesObjectStore } from '../components/observability/loki/values.ts';
import { keptShare, scrapeSeconds } from '../components/observability/names.ts';
import type { Environment } from '../environment/environment.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import { type Labels, matchesLabels } from '../kubernetes/selectors.ts';
import type { Platform } from './platform.ts';

/** What is measured and written down, and what fits on the volumes until it is old. Sizes are bytes. */
export interface ObservabilityPlan {
  readonly metrics: {
    /** Addresses that Prometheus reads: pods of ours by their monitors, and programs of every node. Pods that charts make are not counted. */
    readonly targets: number;
    readonly days: number;
    readonly replicas: number;
    readonly storage: number;
    /** Series that one volume holds for so many days. */
    readonly series: number;
  };
  readonly logs: {
    readonly days: number;
    readonly replicas: number;
    readonly storage: number;
    /** True: lines go to the object store and the volume holds only what is not there yet. */
    readonly objectStore: boolean;
    /** Compressed bytes a day that the volume holds; null where the object store decides. */
    readonly daily: number | null;
  };
}

/** What a sample takes on disk, at most: prometheus/prometheus `docs/storage.md` says one to two bytes. */
const bytesOfSample = 2;

/** Of every node: its exporter, and the kubelet's own metrics, those of containers and those of probes (kube-prometheus-stack 88.5.3). */
const targetsOfNode = 4;

const daySeconds = 24 * 60 * 60;

/**
 * How far the volumes go. How many series a program has and how much it writes is not known before it runs, so this says what fits, to be
 * compared with `prometheus_tsdb_head_series` and the size of the bucket once it does.
 *
 * @param countPods - pods of a workload of ours
 */
export function planObservability(
  { environment, apps }: Platform,
  countPods: (workload: KubernetesObject) => number,
): ObservabilityPlan {
  const { prometheus, loki } = environment.observability;
  const objects = apps.flatMap(({ resources }) => resources);
  const storage = parseQuantity(prometheus.storage);
  const bytesOfSeries = ((prometheus.retentionDays * daySeconds) / scrapeSeconds) * bytesOfSample;
  const objectStore = usesObjectStore(environment);
  return {
    metrics: {
      targets: countTargets(objects, countPods) + targetsOfNode * countNodes(environment),
      days: prometheus.retentionDays,
      replicas: prometheus.replicas,
      storage,
      series: Math.floor((storage * keptShare) / bytesOfSeries),
    },
    logs: {
      days: loki.retentionDays,
      replicas: loki.replicas,
      storage: parseQuantity(loki.storage),
      objectStore,
      daily: objectStore ? null : parseQuantity(loki.storage) / loki.retentionDays,
    },
  };
}

function countNodes({ cluster }: Environment): number {
  return Object.values(cluster.nodePools).reduce((sum, { count }) => sum + count, 0);
}

interface Monitor {
  readonly namespaceSelector?: { readonly matchNames?: readonly string[] };
  readonly selector: { readonly matchLabels?: Labels };
  readonly podMetricsEndpoints: readonly unknown[];
}

/** Pods that monitors select, once for each of their endpoints. */
function countTargets(
  objects: readonly KubernetesObject[],
  countPods: (workload: KubernetesObject) => number,
): number {
  const monitors = objects.filter(({ kind }) => kind === 'PodMonitor');
  return monitors.reduce((sum, monitor) => {
    const { namespaceSelector, selector, podMetricsEndpoints } = specOf<Monitor>(monitor);
    const namespaces = namespaceSelector?.matchNames ?? [monitor.metadata.namespace ?? ''];
    const pods = objects
      .filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''))
      .filter((workload) => {
        const labels = podLabelsOf(workload);
        return labels !== undefined && matchesLabels(selector.matchLabels ?? {}, labels);
      })
      .reduce((count, workload) => count + countPods(workload), 0);
    return sum + pods * podMetricsEndpoints.length;
  }, 0);
}

/** Labels of the pods of a workload, those of operators included; undefined for what runs no pods for long. */
function podLabelsOf(workload: KubernetesObject): Labels | undefined {
  const { name } = workload.metadata;
  switch (workload.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
      return specOf<{ template: { metadata: { labels: Labels } } }>(workload).template.metadata.labels;
    case 'Cluster':
      return { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' };
    case 'Pooler':
      return { 'cnpg.io/poolerName': name };
    default:
      return undefined;
  }
}

function specOf<Spec>(object: KubernetesObject): Spec {
  return (object as unknown as { spec: Spec }).spec;
}
