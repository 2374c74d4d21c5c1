import { edit, editFile, type MutationCase, remove, set } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'postgres/switchover-delay',
    what: 'milliseconds stand where seconds belong',
    mutate: set('Cluster', 'synapse-db', ['spec', 'switchoverDelay'], 40_000_000),
  },
  {
    rule: 'postgres/durability',
    what: 'a commit need not wait for a standby',
    mutate: set(
      'Cluster',
      'synapse-db',
      ['spec', 'postgresql', 'synchronous', 'dataDurability'],
      'preferred',
    ),
  },
  {
    rule: 'postgres/pool-mode',
    what: 'the pooler shares sessions',
    mutate: set('Pooler', 'synapse-pooler-rw', ['spec', 'pgbouncer', 'poolMode'], 'transaction'),
  },
  {
    rule: 'postgres/connection-budget',
    what: "pools have the design's 20 connections",
    mutate: set(
      'Pooler',
      'synapse-pooler-rw',
      ['spec', 'pgbouncer', 'parameters', 'max_db_connections'],
      '20',
    ),
  },
  {
    rule: 'postgres/connection-budget',
    what: 'the pooler turns clients away',
    mutate: set('Pooler', 'synapse-pooler-rw', ['spec', 'pgbouncer', 'parameters', 'max_client_conn'], '20'),
  },
  {
    rule: 'postgres/connection-budget',
    what: 'PostgreSQL accepts 100 connections',
    mutate: set('Cluster', 'synapse-db', ['spec', 'postgresql', 'parameters', 'max_connections'], '100'),
  },
  {
    rule: 'postgres/connection-budget',
    what: 'workers of one kind keep more connections than they were counted with',
    mutate: editFile('ConfigMap', 'synapse-config', 'sync.yaml', (text) =>
      text.replace(/cp_max: \d+/, 'cp_max: 60'),
    ),
  },
  {
    rule: 'postgres/backup',
    what: 'there is no scheduled backup',
    mutate: remove('ScheduledBackup'),
  },
  {
    rule: 'postgres/backup',
    what: 'the schedule has five fields',
    mutate: set('ScheduledBackup', 'synapse-db-backup', ['spec', 'schedule'], '0 2 * * *'),
  },
  {
    rule: 'postgres/backup',
    what: 'the credentials stand under a name that the API does not have',
    mutate: set('ObjectStore', 'synapse-db-backup', ['spec', 'configuration', 's3Credentials'], {
      secretName: 's3-backup-credentials',
    }),
  },
  {
    rule: 'postgres/recovery-archive',
    what: 'a database restored from its archive goes on in it',
    mutate: edit('Cluster', 'synapse-db', (cluster) => {
      const parameters = { barmanObjectName: 'synapse-db-backup', serverName: 'synapse-db' };
      Object.assign(cluster['spec'] as object, {
        bootstrap: { recovery: { source: 'archive' } },
        externalClusters: [
          { name: 'archive', plugin: { name: 'barman-cloud.cloudnative-pg.io', parameters } },
        ],
      });
    }),
  },
  {
    rule: 'postgres/delays',
    what: "an instance has the design's half minute to start",
    mutate: set('Cluster', 'synapse-db', ['spec', 'startDelay'], 30),
  },
  {
    rule: 'postgres/delays',
    what: "an instance has the design's half minute to stop",
    mutate: set('Cluster', 'synapse-db', ['spec', 'stopDelay'], 30),
  },
  {
    rule: 'postgres/parameters',
    what: 'on is a boolean',
    mutate: set('Cluster', 'synapse-db', ['spec', 'postgresql', 'parameters', 'autovacuum'], true),
  },
  {
    rule: 'postgres/parameters',
    what: 'PgBouncer gets a pool mode among its parameters',
    mutate: set('Pooler', 'synapse-pooler-rw', ['spec', 'pgbouncer', 'parameters', 'pool_mode'], 'session'),
  },
  {
    rule: 'postgres/memory',
    what: 'shared buffers fill the whole request',
    mutate: set('Cluster', 'synapse-db', ['spec', 'postgresql', 'parameters', 'shared_buffers'], '56GB'),
  },
  {
    rule: 'postgres/collation',
    what: 'the database follows the language of the system',
    mutate: set('Cluster', 'synapse-db', ['spec', 'bootstrap', 'initdb', 'localeCollate'], 'en_US.utf8'),
  },
  {
    rule: 'postgres/spread',
    what: 'instances may share a node',
    mutate: set('Cluster', 'synapse-db', ['spec', 'affinity', 'podAntiAffinityType'], 'preferred'),
  },
  {
    rule: 'postgres/spread',
    what: 'pooler pods may share a node',
    mutate: set('Pooler', 'synapse-pooler-rw', ['spec', 'template', 'spec', 'affinity'], {}),
  },
];
