import { add, type MutationCase } from './mutate.ts';

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
];
