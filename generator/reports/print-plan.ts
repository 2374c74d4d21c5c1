import { formatBytes } from '../kubernetes/quantity.ts';
import type { AppPlan, PlatformPlan, WorkloadPlan } from '../platform/make-plan.ts';
import type { ObservabilityPlan } from '../platform/plan-observability.ts';
import { printTable } from './print-table.ts';

/** One leaf of the resolved environment and where its value came from, as text. */
export interface PlanValue {
  readonly path: string;
  readonly value: string;
  readonly origin: string;
}

/** Who brings the Secrets, and the command that helps. */
const secretSources: Readonly<Record<PlatformPlan['secretsFrom'], (environment: string) => string>> = {
  existing: (name) =>
    `which you apply before their app syncs (npm run --silent secrets -- generate --environment ${name})`,
  'sealed-secrets': (name) => `which are made of environments/sealed/${name}.yaml`,
  'external-secrets': (name) =>
    `which are made of the store's entries (npm run secrets -- list --environment ${name} --store-entries)`,
};

/** The plan of one environment as text for a terminal: apps by wave, sizes, nodes, Secrets, and where values came from. */
export function printPlan(plan: PlatformPlan, values: readonly PlanValue[]): string {
  const updates = plan.orderedUpdates
    ? `pinned to ${plan.revision}; moving the pin updates wave by wave`
    : `following ${plan.revision}; the first installation is ordered by waves, updates are not (set gitops.release)`;
  return [
    `${plan.environment}: ${plan.users} concurrent users, availability ${plan.availability}, ${updates}`,
    '',
    ...printTable(['wave', 'app', 'namespace', 'what'], plan.apps.flatMap(appRows)),
    '',
    `requests: ${plan.requests.pods} pods, ${formatCpu(plan.requests.cpu)} CPU, ${formatGi(plan.requests.memory)} memory, ` +
      `${formatGi(plan.requests.storage)} storage (charts not counted)`,
    '',
    ...printTable(
      ['nodes', 'pool', 'roles', 'CPU', 'memory', 'disk'],
      plan.pools.map(({ name, nodes, roles, cpu, memory, disk }) => [
        String(nodes),
        name,
        roles.join(', ') || '-',
        formatCpu(cpu),
        formatGi(memory),
        formatGi(disk),
      ]),
    ),
    '',
    'database connections:',
    ...printConnections(plan.connections),
    '',
    'metrics and logs by estimate, and whether they fit until they are old:',
    ...printObservability(plan.observability),
    '',
    'Firewall of the WebRTC nodes (no NetworkPolicy applies to the host network):',
    ...printTable(
      ['open to', 'protocol', 'ports', 'program', 'what'],
      plan.firewall.map(({ reach, protocol, first, last, program, purpose }) => [
        reach,
        protocol,
        first === last ? String(first) : `${first}-${last}`,
        program,
        purpose,
      ]),
    ),
    '',
    'Another number of Synapse workers (synapse.workers.<kind>.replicas) restarts:',
    ...printTable(
      ['restarts', 'kinds'],
      [
        ['nobody else', plan.restarts.themselves.join(', ')],
        ['all of Synapse, one by one', plan.restarts.everything.join(', ')],
        ['all of Synapse, once all of the kind have stopped', plan.restarts.afterEquals.join(', ')],
        ['all of Synapse, once all of it has stopped', plan.restarts.afterEverybody.join(', ')],
        [
          'the routers too, beyond their places',
          plan.restarts.routerPlaces.map(({ kind, places }) => `${kind} ${places}`).join(', ') || '-',
        ],
      ],
    ),
    'How to: docs/runbooks/scale-synapse-workers.md',
    '',
    `Secrets, ${secretSources[plan.secretsFrom](plan.environment)}:`,
    ...printTable(
      ['namespace/name', 'keys', 'why'],
      plan.secrets.map(({ namespace, name, keys, why }) => [
        `${namespace}/${name}`,
        Object.keys(keys).join(', '),
        why,
      ]),
    ),
    ...(values.length === 0
      ? []
      : [
          '',
          'values:',
          ...printTable(
            ['setting', 'value', 'from'],
            values.map(({ path, value, origin }) => [path, value, origin]),
          ),
        ]),
    '',
  ].join('\n');
}

/** The arithmetic of `budgetConnections`, one line for each step. */
function printConnections(budget: PlatformPlan['connections']): string[] {
  const { workers, jobs, poolerInstances, pooler, direct, reserved, maxConnections } = budget;
  const { poolSize, reservePoolSize, databaseConnections, serverConnections } = pooler;
  const left = Math.max(1, poolerInstances - 1);
  const pooled = workers.connections + jobs;
  const each = serverConnections / poolerInstances;
  return printTable(
    ['', ''],
    [
      [
        'clients',
        `${workers.processes} workers with ${workers.connections} (each its cp_max) + jobs ${jobs} = ${pooled} through the pooler`,
      ],
      [
        'pooler',
        poolerInstances === 1
          ? `1 pod of ${pooled} x 1.25 = ${poolSize}`
          : `${poolerInstances} pods of ${pooled} / ${left} x 1.25 = ${poolSize}, + ${reservePoolSize} for an uneven spread; ` +
            `with one down ${left} x ${databaseConnections} = ${left * databaseConnections}`,
      ],
      [
        'server',
        `${poolerInstances} x ${each} pooled + ${direct.connections} of main + ${reserved} reserved, rounded up: max_connections ${maxConnections}`,
      ],
    ],
  ).slice(1);
}

function appRows(app: AppPlan): string[][] {
  const what = [
    ...(app.chart === undefined ? [] : [`chart ${app.chart}`]),
    ...app.workloads.map(describeWorkload),
    ...(app.chart === undefined && app.workloads.length === 0
      ? [`${app.objects} objects: ${app.summary}`]
      : []),
  ];
  return what.map((line, index) =>
    index === 0 ? [String(app.wave), app.component, app.namespace, line] : ['', '', '', line],
  );
}

function describeWorkload({ name, replicas, cpu, memory, storage }: WorkloadPlan): string {
  const disk = storage > 0 ? ` ${formatGi(storage)} disk` : '';
  return `${replicas} x ${name}: ${formatCpu(cpu)} CPU ${formatGi(memory)}${disk}`;
}

/** Cores with at most two decimals: 0.3, 4. */
function formatCpu(cores: number): string {
  return String(Math.round(cores * 100) / 100);
}

function formatGi(bytes: number): string {
  return bytes >= 2 ** 30 ? `${Math.round((bytes / 2 ** 30) * 10) / 10}Gi` : formatBytes(bytes);
}

/** Programs with a smaller share of all series are one row together. */
const shownShare = 0.02;

function printObservability({ metrics, logs }: ObservabilityPlan): string[] {
  const shown = metrics.programs.filter(({ series }) => series >= shownShare * metrics.series);
  const others = metrics.programs.slice(shown.length);
  const sum = (key: 'targets' | 'series') => others.reduce((total, program) => total + program[key], 0);
  return [
    ...printTable(
      ['what', 'days', 'volumes', 'estimate', 'verdict'],
      [
        [
          'metrics',
          String(metrics.days),
          `${metrics.replicas} x ${formatSize(metrics.storage)}`,
          `${formatThousands(metrics.series)} series at ${metrics.targets} targets`,
          judgeMetrics(metrics),
        ],
        [
          'logs',
          String(logs.days),
          `${logs.replicas} x ${formatSize(logs.storage)}`,
          `${formatThousands(logs.lines)} lines a day: ${formatSize(logs.raw)}, compressed ${formatSize(logs.stored)}`,
          judgeLogs(logs),
        ],
      ],
    ),
    `logs are those of requests: ${round(logs.requestsPerUser)} a second for each user, ${Math.round(logs.requests)} in all, day and night`,
    `  (${logs.requestsSource})`,
    `  not counted: ${logs.notCounted}`,
    ...(logs.aboveMode
      ? [
          "  Loki's documentation gives this way of running it about 20 GB a day before compression; this is more",
          ...(logs.withoutAccessLog === null
            ? []
            : [
                `  synapse.accessLog: false leaves the router's line of each request, ${formatSize(logs.withoutAccessLog)} a day`,
              ]),
        ]
      : []),
    '',
    ...printTable(
      ['series of', 'targets', 'series', 'known by'],
      [
        ...shown.map(({ program, targets, series, basis }) => [
          program,
          String(targets),
          String(series),
          knownBy[basis],
        ]),
        [`${others.length} others`, String(sum('targets')), String(sum('series')), '--json lists them'],
      ],
    ),
  ];
}

const knownBy: Readonly<Record<ObservabilityPlan['metrics']['programs'][number]['basis'], string>> = {
  measured: 'measured with the real program',
  estimated: 'estimated, not measured',
  allowance: 'an allowance, not measured',
};

function judgeMetrics({ verdict, series, capacity, storage }: ObservabilityPlan['metrics']): string {
  const room = `a volume holds ${formatThousands(capacity)} series`;
  if (verdict === 'holds') return `holds: ${room}`;
  const needed = formatCeiling((storage * series) / capacity);
  return `does not hold: ${room}; observability.prometheus.storage must be ${needed}, or retentionDays fewer`;
}

function judgeLogs({ verdict, volume, storage, bucket, store }: ObservabilityPlan['logs']): string {
  const needs = [
    `${formatSize(volume)} of each volume`,
    ...(bucket === null ? [] : [`${formatSize(bucket)} of the object store`]),
  ].join(' and ');
  if (verdict === 'unknown') return `needs ${needs}, whose size nobody here knows`;
  if (verdict === 'holds')
    return `holds: ${needs}${store === null ? '' : `, which has ${formatSize(store)} for them and the media`}`;
  if (volume > storage)
    return `does not hold: needs ${needs}; observability.loki.storage must be ${formatCeiling(volume)}, or retentionDays fewer`;
  return `does not hold: needs ${needs}, which has ${formatSize(store ?? 0)}; objectStore.volumeSize must be larger, or observability.loki.retentionDays fewer`;
}

/** In thousands or millions: 466 thousand. */
function formatThousands(count: number): string {
  return count >= 1e7 ? `${Math.round(count / 1e6)} million` : `${Math.floor(count / 1000)} thousand`;
}

/** Whole GiB that are enough. */
function formatCeiling(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 30)}Gi`;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}

function formatSize(bytes: number): string {
  return bytes >= 2 ** 30 ? formatGi(bytes) : `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
