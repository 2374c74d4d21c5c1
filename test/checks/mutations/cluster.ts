import { type MutationCase, set } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'cluster/storage-class',
    what: 'the database asks for a class that does not exist',
    mutate: set('Cluster', 'synapse-db', ['spec', 'storage', 'storageClass'], 'fast-ssd'),
  },
  {
    rule: 'cluster/node-labels',
    what: 'the database does not tolerate the taint of its pool',
    mutate: set('Cluster', 'synapse-db', ['spec', 'affinity', 'tolerations'], []),
  },
  {
    rule: 'cluster/node-labels',
    what: 'a worker selects a pool that nobody declared',
    mutate: set('StatefulSet', 'synapse-main', ['spec', 'template', 'spec', 'nodeSelector'], {
      pool: 'gone',
    }),
  },
  {
    rule: 'cluster/storage-class',
    what: 'the media volume asks for another class',
    mutate: set('PersistentVolumeClaim', 'synapse-media', ['spec', 'storageClassName'], 'gp2'),
  },
];
