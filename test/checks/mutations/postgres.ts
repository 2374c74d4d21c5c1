import { type MutationCase, remove, set } from './mutate.ts';

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
