/**
 * How a number of series is known.
 *
 * - `measured`: the real program exposes at most so many, and at least half; `test/real/observability/series.test.ts` holds it.
 * - `estimated`: counted in the source that is named; nobody has measured it here.
 * - `allowance`: no source that could be read says it; as many as what it is compared with.
 */
export type Basis = 'measured' | 'estimated' | 'allowance';

/** Series of one target, or of one more thing that a target tells about. */
export interface SeriesCount {
  readonly series: number;
  readonly basis: Basis;
  /** What was measured, where it was counted, or what it is compared with. */
  readonly source: string;
}

const measured = (series: number, source: string): SeriesCount => ({ series, basis: 'measured', source });
const estimated = (series: number, source: string): SeriesCount => ({ series, basis: 'estimated', source });
const allowance = (series: number, source: string): SeriesCount => ({ series, basis: 'allowance', source });

const everyPath = 'matrix-synapse 1.163.2 after every path and method of the routing table';

/**
 * A process of Synapse, by the name of its workload. It has more series the more servlets, methods and status codes it has answered with;
 * main has the most where workers are missing.
 */
export const seriesOfSynapse: Readonly<Record<string, SeriesCount>> = {
  'synapse-main': measured(7_500, everyPath),
  'synapse-sync': measured(2_500, everyPath),
  'synapse-initial-sync': measured(2_500, everyPath),
  'synapse-sliding-sync': measured(2_500, everyPath),
  'synapse-client-reader': measured(4_000, everyPath),
  'synapse-event-creator': measured(2_500, everyPath),
  'synapse-federation-reader': measured(2_500, everyPath),
  'synapse-media-repository': measured(2_500, everyPath),
  'synapse-device-lists': measured(2_500, everyPath),
  'synapse-account-data': measured(2_500, everyPath),
};

/** A worker of Synapse whose kind has no row of its own. */
export const seriesOfWorker = measured(1_600, everyPath);

const promex =
  'HAProxy 2.6.12 with the rendered haproxy.cfg, and what 3.4 has more: haproxy/haproxy src/stats-proxy.c has 66 columns of a backend and 73 of a server where 2.6 has 53 and 54';

/** HAProxy: the process, and each section and each server of its configuration. */
export const seriesOfHaproxy = {
  process: measured(90, promex),
  frontend: measured(50, promex),
  backend: measured(100, promex),
  server: measured(90, promex),
} as const;

/** The exporter of a node: the node, its cores, and its network interfaces, of which every pod brings one. */
export const seriesOfNode = {
  node: measured(500, 'prometheus-node-exporter 1.5.0; a node has more disks than a container'),
  core: measured(20, 'prometheus-node-exporter 1.5.0'),
  interface: measured(40, 'prometheus-node-exporter 1.5.0'),
} as const;

/** Endpoints of a pod, by the name of its monitor; where an exporter answers for several programs, by `monitor program`. */
export const seriesOfMonitor: Readonly<Record<string, SeriesCount>> = {
  'synapse-db': estimated(
    1_500,
    'cloudnative-pg v1.30.0 config/manager/default-monitoring.yaml: about 300 settings, four databases with 17 counters, six states of each client; its own collector and Go runtime',
  ),
  'synapse-pooler-rw': estimated(
    250,
    'cloudnative-pg v1.30.0 pkg/management/pgbouncer/metricsserver: 16 of each pool, 22 of each database, and the Go runtime',
  ),
  'cache server': measured(500, 'prometheus-redis-exporter 1.45.0 and Redis 7.0'),
  'cache sentinel': measured(200, 'prometheus-redis-exporter 1.45.0 and Redis 7.0'),
  'minio cluster': measured(900, 'the last MinIO, four servers with four volumes, after reading and writing'),
  'minio node': measured(400, 'the last MinIO, four servers with four volumes, after reading and writing'),
  coturn: estimated(
    100,
    'coturn 4.17.0 src/apps/relay/prom_server.c: about 30 counters, and allocations by type; Debian builds it without',
  ),
  livekit: estimated(
    1_500,
    'LiveKit 1.13.5 exposes 109 before a call; pkg/telemetry/prometheus/packets.go has histograms by direction, source, type and country',
  ),
  'cert-manager-controller': estimated(
    1_000,
    'controller-runtime and client-go: about 75 series of a controller, ten controllers, and the Go runtime',
  ),
  'cloudnative-pg': estimated(1_000, 'as cert-manager'),
  'external-secrets': estimated(1_000, 'as cert-manager'),
  'sealed-secrets': estimated(1_000, 'as cert-manager'),
  'argocd-controller': estimated(
    2_000,
    'as cert-manager, and argo-cd v3.4.7 controller/metrics by application',
  ),
  'argocd-server': estimated(
    4_000,
    'argo-cd v3.4.7: about 150 methods of gRPC, each with the 17 codes and three counters of go-grpc-prometheus',
  ),
  'argocd-repo-server': estimated(
    1_000,
    'argo-cd v3.4.7 reposerver/metrics: a dozen methods of gRPC, and git',
  ),
  'edge envoy-gateway': estimated(
    6_000,
    'Envoy docs: about 110 counters and three histograms of 22 of a cluster, as many of a listener; 25 of both',
  ),
  'edge ingress-nginx': estimated(
    20_000,
    'ingress-nginx tag helm-chart-4.15.1 internal/ingress/metric/collectors/socket.go: 80 of each path, method and status',
  ),
  loki: allowance(3_000, 'no recording was found: twice Prometheus'),
  alloy: allowance(1_500, 'no recording was found: as Prometheus'),
  promtail: allowance(1_500, 'no recording was found: as Prometheus'),
};

const ownMetrics = estimated(
  1_500,
  'Prometheus 2.42.0 has 344 with two jobs and no rule; 12 more of each job and 9 of each group of rules',
);

/** What chart kube-prometheus-stack 88.5.3 has Prometheus read besides. */
export const seriesOfStack = {
  prometheus: ownMetrics,
  reloader: estimated(
    100,
    'prometheus-operator cmd/prometheus-config-reloader: the Go runtime, and a few of its own',
  ),
  operator: estimated(1_000, 'as cert-manager'),
  grafana: allowance(3_000, 'no recording was found: twice Prometheus'),
  alertmanager: allowance(1_500, 'no recording was found: as Prometheus'),
  stateMetrics: estimated(200, 'kube-state-metrics v2.20.0: about itself'),
  apiServer: estimated(
    20_000,
    'elastic/beats metricbeat/module/kubernetes/apiserver/_meta/test/metrics.1.36: 3.5 MB of lines of 160 characters; the chart drops a third, resources of operators bring as many',
  ),
  controlPlane: allowance(5_000, 'a quarter of the API server'),
  kubelet: estimated(
    3_000,
    'DataDog/integrations-core kubelet/tests/fixtures/kubelet_metrics_1_21.txt: 242 kB of lines of 118 characters, and half as many for what came since',
  ),
  /** Recorded by the rules of the chart, of the API server and of nodes. */
  recorded: estimated(2_000, 'chart kube-prometheus-stack 88.5.3: 134 rules that record'),
} as const;

/** What every pod and every container brings at the kubelet and at kube-state-metrics. */
export const seriesOfPods = {
  /** Two cgroups without a container of their own, and the network. */
  pod: estimated(
    94,
    'google/cadvisor lib/metrics/prometheus.go less what the chart drops: 43 of a cgroup, 8 of the network',
  ),
  container: estimated(43, 'google/cadvisor lib/metrics/prometheus.go less what the chart drops'),
  probes: estimated(
    40,
    'kubernetes pkg/kubelet/prober/prober_manager.go: a counter by result and a histogram of each probe',
  ),
  state: estimated(
    70,
    'kube-state-metrics v2.20.0 docs/metrics/workload/pod-metrics.md: 37 of a pod, 14 of a container',
  ),
  recorded: estimated(10, 'chart kube-prometheus-stack 88.5.3: rules that record by container and by pod'),
} as const;

/** What every other object and every node has at kube-state-metrics. */
export const seriesOfObjects = {
  object: estimated(
    10,
    'kube-state-metrics v2.20.0 docs/metrics: 3 of a ConfigMap, 3 of a policy, 16 of a Deployment',
  ),
  node: estimated(
    50,
    'kube-state-metrics v2.20.0 docs/metrics/cluster/node-metrics.md: by condition and by resource',
  ),
} as const;

/** What Prometheus writes about each target itself. */
export const seriesOfScrape = estimated(
  5,
  'prometheus docs: jobs and instances, automatically generated labels and time series',
);

/** An allowance for pods that nobody here renders, which the kubelet and kube-state-metrics tell about all the same. */
export const otherPods = {
  /** Network, proxy, storage, DNS cache. */
  node: 4,
  /** API server, controller manager, scheduler, etcd. */
  apiServer: 4,
  /** Of each chart, for each replica of an operator. */
  chart: 2,
  /** Load balancer, exporter, log collector. */
  chartsOfNode: 3,
  containers: 2,
} as const;
