import { editFile, type MutationCase, remove, set } from './mutate.ts';

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
    what: 'backups go into the cluster',
    mutate: set(
      'ObjectStore',
      'synapse-db-backup',
      ['spec', 'configuration', 'endpointURL'],
      'http://minio.matrix:9000',
    ),
  },
  {
    rule: 'postgres/backup',
    what: 'backups go to the address of a Service',
    mutate: set(
      'ObjectStore',
      'synapse-db-backup',
      ['spec', 'configuration', 'endpointURL'],
      'http://10.43.0.9:9000',
    ),
  },
];
