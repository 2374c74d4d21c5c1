import { getIn, isObject, listIn } from '../../../generator/kubernetes/json.ts';
import type { Json, JsonObject } from '../../../generator/kubernetes/object.ts';
import { edit, editFile, type MutationCase, replaceIn, set } from './mutate.ts';

const podOf = ['spec', 'template', 'spec'];

/** Changes the projected volume with the secrets of LiveKit. */
function editSecrets(change: (projected: JsonObject) => void) {
  return edit('Deployment', 'livekit', (object) => {
    const volume = listIn(object, ...podOf, 'volumes').find(
      (one: Json) => getIn(one, ['projected']) !== undefined,
    );
    const projected = getIn(volume, ['projected']);
    if (!isObject(projected)) throw new Error('livekit has no projected volume');
    change(projected);
  });
}

export const cases: readonly MutationCase[] = [
  {
    rule: 'rtc/host-network',
    what: 'coturn sits behind the pod network',
    also: ['observability/monitor-chain', 'container/host-port'],
    mutate: set('DaemonSet', 'coturn', [...podOf, 'hostNetwork'], false),
  },
  {
    rule: 'rtc/port-overlap',
    what: 'LiveKit is left to its default range',
    mutate: editFile('ConfigMap', 'livekit', 'livekit.yaml', (text) => text.replace(/ *udp_port:.*\n/, '')),
  },
  {
    rule: 'rtc/port-overlap',
    what: 'relays begin among the ports of LiveKit',
    mutate: editFile('ConfigMap', 'coturn', 'turnserver.conf', (text) =>
      text.replace('min-port 61000', 'min-port 7892').replace('max-port 65535', 'max-port 20000'),
    ),
  },
  {
    rule: 'rtc/outside-stun',
    what: 'LiveKit finds out its address by itself',
    mutate: editFile('ConfigMap', 'livekit', 'start.sh', (text) => text.replace(/ --node-ip \S+/, '')),
  },
  {
    rule: 'rtc/livekit-redis',
    what: 'three servers know nothing of each other',
    mutate: editFile('ConfigMap', 'livekit', 'livekit.yaml', (text) =>
      text.replace(/^redis:\n(?: .*\n)+/m, ''),
    ),
  },
  {
    rule: 'rtc/key-file-mode',
    what: 'everybody may read the API key',
    mutate: editSecrets((projected) => {
      projected['defaultMode'] = 0o644;
    }),
  },
  {
    rule: 'rtc/auto-create',
    what: 'LiveKit creates rooms for everybody',
    mutate: editFile('ConfigMap', 'livekit', 'livekit.yaml', (text) =>
      text.replace('auto_create: false', 'auto_create: true'),
    ),
  },
  {
    rule: 'rtc/single-authoriser',
    what: 'the authoriser has two replicas',
    also: ['disruption/covered', 'workload/spread'],
    mutate: set('Deployment', 'lk-jwt-service', ['spec', 'replicas'], 2),
  },
  {
    rule: 'rtc/turn-secret',
    what: 'Synapse makes TURN passwords of a secret of its own',
    also: ['secrets/provider'],
    mutate: replaceIn('StatefulSet', 'synapse-main', '"coturn-auth"', '"synapse-turn"'),
  },
  {
    rule: 'rtc/relay-peers',
    what: 'the metadata service of the cloud is not denied',
    mutate: editFile('ConfigMap', 'coturn', 'turnserver.conf', (text) =>
      text.replace(/denied-peer-ip 169\.254.*\n/, ''),
    ),
  },
  {
    rule: 'rtc/relay-quota',
    what: 'more relays than ports',
    mutate: editFile('ConfigMap', 'coturn', 'turnserver.conf', (text) =>
      text.replace(/total-quota \d+/, 'total-quota 9000'),
    ),
  },
  {
    rule: 'rtc/drain-time',
    what: 'calls are cut off after half a minute',
    mutate: set('Deployment', 'livekit', [...podOf, 'terminationGracePeriodSeconds'], 30),
  },
];
