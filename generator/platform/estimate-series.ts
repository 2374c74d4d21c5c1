import { operatorReplicas } from '../components/operators/chart-pods.ts';
import type { Environment } from '../environment/environment.ts';
import type { HaproxySection } from '../formats/config-file.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import { type Labels, matchesLabels } from '../kubernetes/selectors.ts';
import {
  type Basis,
  otherPods,
  type SeriesCount,
  seriesOfHaproxy,
  seriesOfMonitor,
  seriesOfNode,
  seriesOfObjects,
  seriesOfPods,
  seriesOfScrape,
  seriesOfStack,
  seriesOfSynapse,
  seriesOfWorker,
} from '../metrics/series-of-target.ts';
import type { Platform } from './platform.ts';

/** What Prometheus reads of one program. */
export interface ProgramSeries {
  readonly program: string;
  /** Addresses that are read; none for what rules record. */
  readonly targets: number;
  /** Series of all of them together. */
  readonly series: number;
  readonly basis: Basis;
}

interface PlatformFacts {
  readonly platform: Platform;
  readonly objects: readonly KubernetesObject[];
  /** Pods of a workload of ours. */
  readonly countPods: (workload: KubernetesObject) => number;
}

/**
 * What Prometheus reads, program by program, most series first. Pods of charts count by what the environment makes of their values.
 *
 * @param countPods - pods of a workload of ours
 */
export function estimateSeries(platform: Platform, countPods: PlatformFacts['countPods']): ProgramSeries[] {
  const facts = { platform, objects: platform.apps.flatMap(({ resources }) => resources), countPods };
  const monitors = facts.objects.filter(({ kind }) => kind === 'PodMonitor');
  const all = [...monitors.flatMap((monitor) => readMonitor(facts, monitor)), ...readCluster(facts)];
  const merged = new Map<string, ProgramSeries>();
  for (const { program, targets, series, basis } of all.filter(({ series }) => series > 0)) {
    const known = merged.get(program);
    merged.set(program, {
      program,
      targets: targets + (known?.targets ?? 0),
      series: series + seriesOfScrape.series * targets + (known?.series ?? 0),
      basis: known === undefined || known.basis === basis ? basis : 'estimated',
    });
  }
  return [...merged.values()].sort((one, other) => other.series - one.series);
}

interface Monitor {
  readonly namespaceSelector?: { readonly matchNames?: readonly string[] };
  readonly selector: { readonly matchLabels?: Labels };
  readonly podMetricsEndpoints: readonly {
    readonly relabelings?: readonly { readonly targetLabel?: string; readonly replacement?: string }[];
  }[];
}

function readMonitor(facts: PlatformFacts, monitor: KubernetesObject): ProgramSeries[] {
  const { environment } = facts.platform;
  const { name } = monitor.metadata;
  const { namespaceSelector, selector, podMetricsEndpoints } = specOf<Monitor>(monitor);
  const namespaces = namespaceSelector?.matchNames ?? [monitor.metadata.namespace ?? ''];
  const workloads = facts.objects
    .filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''))
    .filter((workload) => {
      const labels = podLabelsOf(workload);
      return labels !== undefined && matchesLabels(selector.matchLabels ?? {}, labels);
    })
    .map((workload) => ({ name: workload.metadata.name, pods: facts.countPods(workload) }));
  const ofCharts = { name, pods: podsOfCharts(environment)[name] ?? 0 };
  return podMetricsEndpoints.flatMap(({ relabelings = [] }) => {
    const program = relabelings.find(({ targetLabel }) => targetLabel === 'program')?.replacement;
    return [...workloads, ofCharts]
      .filter(({ pods }) => pods > 0)
      .map((workload) => {
        const { series, basis } = describeTarget(facts, name, program, workload.name);
        return {
          program: describeProgram(name, program),
          targets: workload.pods,
          series: workload.pods * series,
          basis,
        };
      });
  });
}

/** Pods that charts make and a monitor of ours selects, by the name of the monitor. */
function podsOfCharts(environment: Environment): Readonly<Record<string, number>> {
  const replicas = operatorReplicas(environment);
  const nodes = countNodes(environment);
  return {
    'cert-manager-controller': replicas,
    'cloudnative-pg': replicas,
    'external-secrets': replicas,
    'sealed-secrets': 1,
    'argocd-controller': 1,
    'argocd-server': replicas,
    'argocd-repo-server': replicas,
    edge: environment.edge.replicas,
    loki: environment.observability.loki.replicas,
    alloy: nodes,
    promtail: nodes,
  };
}

const cacheMonitor = /^redis-(synapse|livekit)-node$/;

function describeProgram(monitor: string, program: string | undefined): string {
  if (cacheMonitor.test(monitor)) return 'caches';
  return program === undefined ? monitor : monitor.replace(/-node$/, '');
}

/** Series of one pod at one endpoint of a monitor. */
function describeTarget(
  { platform }: PlatformFacts,
  monitor: string,
  program: string | undefined,
  workload: string,
): Pick<SeriesCount, 'series' | 'basis'> {
  if (monitor === 'synapse') return seriesOfSynapse[workload] ?? seriesOfWorker;
  const file = platform.apps
    .flatMap(({ configMaps }) => configMaps)
    .filter(({ name }) => name === workload)
    .flatMap(({ files }) => Object.values(files))
    .find(({ format }) => format === 'haproxy');
  if (file?.format === 'haproxy') return { series: countHaproxySeries(file.sections), basis: 'measured' };
  const row = [
    cacheMonitor.test(monitor) ? 'cache' : monitor,
    monitor === 'edge' ? platform.environment.slots.edge : program,
  ]
    .filter((word) => word !== undefined)
    .join(' ');
  const count = seriesOfMonitor[row];
  if (count === undefined) throw new Error(`Nothing says how many series monitor ${row} reads.`);
  return count;
}

/** Series of an HAProxy with this configuration. */
export function countHaproxySeries(sections: readonly HaproxySection[]): number {
  const count = (type: string) => sections.filter(({ heading }) => heading.split(' ')[0] === type).length;
  const servers = sections.flatMap(({ lines }) => lines.filter(([word]) => word === 'server')).length;
  const { process, frontend, backend, server } = seriesOfHaproxy;
  return (
    process.series +
    frontend.series * count('frontend') +
    backend.series * count('backend') +
    server.series * servers
  );
}

/** Series of an exporter of a node with so many cores and network interfaces. */
export function countNodeSeries(cores: number, interfaces: number): number {
  const { node, core, interface: network } = seriesOfNode;
  return node.series + core.series * cores + network.series * interfaces;
}

/** Nodes, pods and objects, and the programs of the stack itself. */
function readCluster(facts: PlatformFacts): ProgramSeries[] {
  const { environment } = facts.platform;
  const { prometheus, alertmanager, controlPlane } = environment.observability;
  const nodes = countNodes(environment);
  const apiServers = environment.scale.availability === 'high' ? 3 : 1;
  const { pods, containers } = countPodsAndContainers(facts, nodes, apiServers);
  const { pod, container, probes, state, recorded } = seriesOfPods;
  const exporters = Object.values(environment.cluster.nodePools).reduce(
    (sum, { count, cpu }) => sum + count * countNodeSeries(parseQuantity(cpu), 0),
    0,
  );
  const rows: [string, number, number, Basis][] = [
    ['API server', apiServers, apiServers * seriesOfStack.apiServer.series, 'estimated'],
    ['kubelet', nodes, nodes * seriesOfStack.kubelet.series, 'estimated'],
    ['containers (kubelet)', nodes, pods * pod.series + containers * container.series, 'estimated'],
    ['probes (kubelet)', nodes, pods * probes.series, 'estimated'],
    ['node-exporter', nodes, exporters + pods * seriesOfNode.interface.series, 'measured'],
    [
      'kube-state-metrics',
      1,
      seriesOfStack.stateMetrics.series +
        pods * state.series +
        nodes * seriesOfObjects.node.series +
        facts.objects.length * seriesOfObjects.object.series,
      'estimated',
    ],
    ['rules that record', 0, seriesOfStack.recorded.series + pods * recorded.series, 'estimated'],
    [
      'prometheus',
      2 * prometheus.replicas,
      prometheus.replicas * (seriesOfStack.prometheus.series + seriesOfStack.reloader.series),
      'estimated',
    ],
    ['prometheus-operator', 1, seriesOfStack.operator.series, 'estimated'],
    ['grafana', 1, seriesOfStack.grafana.series, 'allowance'],
  ];
  if (alertmanager) {
    const replicas = operatorReplicas(environment);
    const each = seriesOfStack.alertmanager.series + seriesOfStack.reloader.series;
    rows.push(['alertmanager', 2 * replicas, replicas * each, 'allowance']);
  }
  for (const program of controlPlane) {
    const targets = program === 'kube-proxy' ? nodes : apiServers;
    rows.push([program, targets, targets * seriesOfStack.controlPlane.series, 'allowance']);
  }
  return rows.map(([program, targets, series, basis]) => ({ program, targets, series, basis }));
}

function countPodsAndContainers(
  { platform, objects, countPods }: PlatformFacts,
  nodes: number,
  apiServers: number,
): { pods: number; containers: number } {
  const ours = objects.map((workload) => ({ pods: countPods(workload), containers: containersOf(workload) }));
  const charts = platform.apps.filter(({ helm }) => helm !== undefined).length;
  const others =
    nodes * (otherPods.node + otherPods.chartsOfNode) +
    apiServers * otherPods.apiServer +
    charts * otherPods.chart * operatorReplicas(platform.environment);
  return {
    pods: others + ours.reduce((sum, { pods }) => sum + pods, 0),
    containers:
      others * otherPods.containers + ours.reduce((sum, { pods, containers }) => sum + pods * containers, 0),
  };
}

/** Containers of a pod of a workload; pods of operators have a sidecar. */
function containersOf(workload: KubernetesObject): number {
  const { template } = specOf<{
    template?: { spec?: { containers?: readonly unknown[] } };
  }>(workload) ?? { template: undefined };
  return template?.spec?.containers?.length ?? otherPods.containers;
}

/** Nodes of all pools. */
function countNodes({ cluster }: Environment): number {
  return Object.values(cluster.nodePools).reduce((sum, { count }) => sum + count, 0);
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
    case 'Tenant':
      return specOf<{ pools: readonly { labels: Labels }[] }>(workload).pools[0]?.labels;
    default:
      return undefined;
  }
}

function specOf<Spec>(object: KubernetesObject): Spec {
  return (object as unknown as { spec: Spec }).spec;
}
