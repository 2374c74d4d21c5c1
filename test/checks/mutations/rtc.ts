import { add, edit, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'rtc/host-network',
    what: 'coturn sits behind the pod network',
    mutate: add({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'coturn', namespace: 'matrix' },
      spec: {
        template: {
          metadata: { labels: { app: 'coturn' } },
          spec: {
            nodeSelector: { 'node-role.kubernetes.io/webrtc': '' },
            containers: [{ name: 'coturn', image: 'coturn/coturn:4.17.0' }],
          },
        },
      },
    }),
  },
  {
    rule: 'rtc/turn-secret',
    what: 'Synapse makes TURN passwords of a secret of its own',
    mutate: edit('StatefulSet', 'synapse-main', (object) => {
      Object.assign(object, JSON.parse(JSON.stringify(object).replace('"coturn-auth"', '"synapse-turn"')));
    }),
  },
];
