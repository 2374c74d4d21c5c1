import { add, editFile, type MutationCase, set } from './mutate.ts';

const node = 'redis-synapse-node';
const proxy = 'redis-synapse-master';

export const cases: readonly MutationCase[] = [
  {
    rule: 'cache/shared',
    what: "LiveKit uses Synapse's cache",
    mutate: add({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'livekit', namespace: 'matrix' },
      data: {
        'livekit.yaml':
          'port: 7880\nredis:\n  address: redis-synapse-headless.redis-synapse.svc.cluster.local:6379\n',
      },
    }),
  },
  {
    rule: 'cache/quorum',
    also: ['workload/spread'],
    what: 'Sentinels are only likely to be on different nodes',
    mutate: set('StatefulSet', node, ['spec', 'template', 'spec', 'affinity'], {}),
  },
  {
    rule: 'cache/quorum',
    what: 'all Sentinels must agree',
    mutate: editFile('ConfigMap', node, 'start-sentinel.sh', (text) => text.replace('6379 2"', '6379 3"')),
  },
  {
    rule: 'cache/quorum',
    what: 'there are two Sentinels',
    mutate: set('StatefulSet', node, ['spec', 'replicas'], 2),
  },
  {
    rule: 'cache/master-service',
    what: 'the Service of the master selects the servers',
    mutate: set('Service', proxy, ['spec', 'selector'], {
      'app.kubernetes.io/name': 'redis',
      'app.kubernetes.io/component': node,
    }),
  },
  {
    rule: 'cache/master-service',
    what: 'the proxy takes whoever answers',
    mutate: editFile('ConfigMap', proxy, 'haproxy.cfg', (text) =>
      text.replace('    tcp-check expect string role:master\n', ''),
    ),
  },
  {
    rule: 'cache/master-service',
    what: 'sessions of a demoted master stay',
    mutate: editFile('ConfigMap', proxy, 'haproxy.cfg', (text) =>
      text.replace(' on-marked-down shutdown-sessions', ''),
    ),
  },
  {
    rule: 'cache/idle-timeout',
    what: 'the proxy cuts what is silent for half a minute',
    mutate: editFile('ConfigMap', proxy, 'haproxy.cfg', (text) => text.replace('server 1h', 'server 30s')),
  },
  {
    rule: 'cache/sentinel-client',
    what: 'LiveKit asks for a master of another name',
    mutate: add({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'calls', namespace: 'rtc' },
      data: {
        'livekit.yaml':
          'redis:\n  sentinel_master_name: livekit\n  sentinel_addresses: [redis-livekit-node-0.redis-livekit-headless.redis-livekit.svc.cluster.local:26379]\n',
      },
    }),
  },
  {
    rule: 'cache/eviction',
    what: 'the cache of calls drops what was not used for long',
    mutate: editFile('ConfigMap', 'redis-livekit-node', 'server.conf', (text) =>
      text.replace('noeviction', 'allkeys-lru'),
    ),
  },
  {
    rule: 'cache/plaintext-password',
    what: 'the password of the bus stands in a file',
    mutate: editFile('ConfigMap', node, 'server.conf', (text) => `${text}requirepass hunter2hunter2\n`),
  },
];
