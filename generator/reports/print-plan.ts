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
    'metrics and logs, and what fits until it is old:',
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

function printObservability({ metrics, logs }: ObservabilityPlan): string[] {
  const perTarget = Math.floor(metrics.series / metrics.targets);
  return printTable(
    ['what', 'days', 'volumes', 'holds'],
    [
      [
        'metrics',
        String(metrics.days),
        `${metrics.replicas} x ${formatGi(metrics.storage)}`,
        `${Math.floor(metrics.series / 1000)} thousand series: ${perTarget} for each of ${metrics.targets} targets, those of charts not counted`,
      ],
      [
        'logs',
        String(logs.days),
        `${logs.replicas} x ${formatGi(logs.storage)}`,
        logs.daily === null
          ? `what is not yet in the object store, which needs ${logs.days} times what comes in a day`
          : `${Math.round(logs.daily / 2 ** 20)}Mi of compressed lines a day`,
      ],
    ],
  );
}
