import { textIn, textsIn } from '../../../kubernetes/json.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { countSurge, type DatabaseClient, findDatabaseClients } from '../../database-clients.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { instancesOf } from './instances-of.ts';

/** A Service spreads connections at random: each pod must take this much more than its share. */
const headroom = 1.25;

/** Short-lived connections of one pooler pod that look up passwords. */
const lookups = 1;

/** Instance manager, metrics, base backup and a person with psql. */
const upkeep = 10;

/** What PgBouncer does when a parameter is not written: its own defaults, `0` meaning without limit. */
const pgbouncerDefaults: Readonly<Record<string, number>> = {
  default_pool_size: 20,
  reserve_pool_size: 0,
  max_db_connections: 0,
  max_client_conn: 100,
};

/** Every client finds a connection while one pooler pod is down, and PostgreSQL accepts all of them. */
export const connectionBudget: Rule = {
  slug: 'postgres/connection-budget',
  title: 'There are database connections for every process, with one pooler pod down',
  severity: 'error',
  why: 'In session mode a client keeps its server connection for as long as it lives, so PgBouncer multiplexes nothing: a process that comes too late waits, then fails. And what all pooler pods may open together must fit into max_connections, or PostgreSQL refuses the rest, the administrator included.',
  fix: 'Take patches of pool sizes, `cp_max` and max_connections away: the generator computes them from the processes. Or lower the number of processes, or add pooler pods.',
  references: [
    'pgbouncer/pgbouncer doc/config.md: pool_mode, default_pool_size, reserve_pool_size, max_db_connections, max_client_conn and their defaults',
    'Design 2025: three pooler pods with 20 connections each for 17 processes',
    'mitodl/ol-infrastructure#5426: session mode without a cap, 6 pods opened more than PostgreSQL had for 88 minutes',
    'PostgreSQL 17 docs: max_connections, superuser_reserved_connections (default 3)',
  ],
  needsEnvironment: true,
  components: ['postgres'],
  check(context) {
    const { resources, declared } = context;
    const clients = findDatabaseClients(resources, declared.environment);
    for (const pooler of resources.ofKind('Pooler', 'postgresql.cnpg.io')) {
      judgePooler(
        pooler,
        clients.filter(({ target }) => target === pooler),
        context,
      );
    }
    for (const cluster of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      judgeCluster(
        cluster,
        clients.filter(({ target }) => target === cluster),
        context,
      );
    }
  },
};

function judgePooler(
  pooler: RenderedResource,
  clients: readonly DatabaseClient[],
  { pass, fail }: RuleContext,
) {
  const pods = instancesOf(pooler);
  const left = Math.max(1, pods - 1);
  const demand = sum(clients);
  const share = demand / left;
  const needed = Math.ceil(Math.min(demand, left > 1 ? share * headroom : share));
  const capacity = capacityOf(pooler);
  const accepted = parameter(pooler, 'max_client_conn');
  const spread =
    left > 1 ? ` (${demand} / ${left} x ${headroom}, because a Service does not spread evenly)` : '';
  const lost = pods > 1 ? `with one of ${pods} pods down, each of the ${left} left` : 'the only pod';
  const parameters = ['spec', 'pgbouncer', 'parameters'];
  const report = (name: string, message: string) =>
    fail({ resource: pooler, path: [...parameters, name], message });
  if (parameter(pooler, 'max_db_connections') === 0) {
    report(
      'max_db_connections',
      'max_db_connections is not set, so nothing bounds what one pod opens in PostgreSQL. Set it to the pool size and its reserve.',
    );
  } else if (capacity < needed) {
    const total = left * capacity;
    const pool = parameter(pooler, 'default_pool_size') + parameter(pooler, 'reserve_pool_size');
    const tight = pool > capacity ? 'max_db_connections' : 'default_pool_size';
    const result =
      total < demand
        ? `${left} x ${capacity} = ${total} in all, so ${demand - total} clients wait until they fail`
        : 'clients of one pod wait while another has room';
    report(
      tight,
      `clients may open ${demand} connections (${describe(clients)}); ${lost} must serve ${needed}${spread} and has ${capacity}: ${result}. Set ${tight} to ${needed}.`,
    );
  } else if (accepted < needed) {
    report(
      'max_client_conn',
      `${lost} must accept ${needed} clients${spread} and accepts ${accepted}: the rest is turned away. Raise max_client_conn to ${2 * demand}.`,
    );
  } else {
    pass();
  }
}

function judgeCluster(cluster: RenderedResource, direct: readonly DatabaseClient[], context: RuleContext) {
  const { resources, pass, fail } = context;
  const poolers = poolersOf(resources, cluster);
  const pooled = poolers.map((pooler) => {
    const pods = instancesOf(pooler);
    const all = pods + countSurge(pooler.json, 'deploymentStrategy', pods);
    const each = capacityOf(pooler) + lookups;
    return { pooler, text: `${all} x ${each} of ${pooler.object.metadata.name}`, connections: all * each };
  });
  const settings = textsIn(cluster.json, 'spec', 'postgresql', 'parameters');
  const limit = Number(settings['max_connections'] ?? 100);
  const superusers =
    Number(settings['superuser_reserved_connections'] ?? 3) + Number(settings['reserved_connections'] ?? 0);
  const needed =
    pooled.reduce((total, { connections }) => total + connections, 0) + sum(direct) + superusers + upkeep;
  if (needed <= limit) {
    pass();
    return;
  }
  const parts = [
    ...pooled.map(({ text }) => text),
    ...(direct.length > 0 ? [`${sum(direct)} direct (${describe(direct)})`] : []),
    `${superusers} kept for superusers`,
    `${upkeep} for upkeep`,
  ];
  fail({
    resource: cluster,
    path: ['spec', 'postgresql', 'parameters', 'max_connections'],
    message: `max_connections is ${limit}, and ${needed} may be open at once: ${parts.join(' + ')}. Whoever comes last is refused. Raise it to ${Math.ceil(needed / 10) * 10}.`,
    setting: 'postgres.parameters',
    related: pooled.map(({ pooler, text }) => ({
      resource: pooler,
      path: ['spec', 'pgbouncer', 'parameters', 'max_db_connections'],
      message: `opens up to ${text.replace(/ of .*/, '')}`,
    })),
  });
}

function poolersOf(resources: ResourceSet, cluster: RenderedResource): RenderedResource[] {
  const { name, namespace } = cluster.object.metadata;
  return resources
    .ofKind('Pooler', 'postgresql.cnpg.io')
    .filter(
      ({ json, object }) =>
        object.metadata.namespace === namespace && textIn(json, 'spec', 'cluster', 'name') === name,
    );
}

/** Server connections of one pod to one database. */
function capacityOf(pooler: RenderedResource): number {
  const pool = parameter(pooler, 'default_pool_size') + parameter(pooler, 'reserve_pool_size');
  return Math.min(pool, parameter(pooler, 'max_db_connections') || pool);
}

function parameter({ json }: RenderedResource, name: string): number {
  const written = textIn(json, 'spec', 'pgbouncer', 'parameters', name);
  return written === undefined ? (pgbouncerDefaults[name] ?? 0) : Number(written);
}

function sum(clients: readonly DatabaseClient[]): number {
  return clients.reduce((total, { pods, each }) => total + pods * each, 0);
}

/** The largest clients by name, the others together: `10 x 6 of synapse-sync, 3 x 8 of synapse-event-persister`. */
function describe(clients: readonly DatabaseClient[]): string {
  const sorted = [...clients].sort((one, other) => other.pods * other.each - one.pods * one.each);
  const named = sorted
    .slice(0, 4)
    .map(({ owner, pods, each }) => `${pods} x ${each} of ${owner.object.metadata.name}`);
  const others = sorted.slice(4);
  return [...named, ...(others.length > 0 ? [`${sum(others)} of ${others.length} others`] : [])].join(', ');
}
