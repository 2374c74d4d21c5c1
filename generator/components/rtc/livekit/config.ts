import type { Environment } from '../../../environment/environment.ts';
import { fixedHostPorts } from '../../../environment/host-ports.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import type { Json } from '../../../kubernetes/object.ts';
import * as cache from '../../data/cache-livekit/names.ts';
import { turnHosts, turnSecret } from '../coturn/names.ts';
import { webhookUrl } from '../lk-jwt/names.ts';
import { findExternalAddress } from '../node-address.ts';
import { apiKey, keySecret } from './names.ts';

/** Where the container finds its files. */
export const paths = { config: '/config', secrets: '/secrets' } as const;

/** Files of the ConfigMap. */
export const files = { config: 'livekit.yaml', start: 'start.sh' } as const;

/** Seconds that TURN passwords last: a call of a working day needs no new ones. LiveKit takes no more (`TURNMaxTTLSeconds` from v1.13.9). */
const turnSeconds = 86_400;

/**
 * `livekit.yaml`. The server refuses keys that it does not know, so these are exactly those of the pinned version (livekit/livekit
 * `pkg/config/config.go`, livekit/protocol `redis/redis.go`, livekit/mediatransportutil `pkg/rtcconfig/config.go`).
 */
export function makeConfig(environment: Environment): ConfigFile {
  const { rtcTcp, rtcUdp } = environment.network.ports;
  return {
    format: 'yaml',
    value: {
      port: fixedHostPorts.livekitHttp,
      prometheus: { port: fixedHostPorts.livekitMetrics },
      logging: { level: 'info', json: true },
      // Rooms and nodes; the Sentinels say who is master. Passwords come from the environment.
      redis: {
        sentinel_master_name: cache.masterName,
        sentinel_addresses: cache.sentinelAddresses(environment),
      },
      rtc: {
        tcp_port: rtcTcp,
        // Every connection shares these few ports; more than one lets several cores read.
        udp_port: rtcUdp.first === rtcUdp.last ? rtcUdp.first : `${rtcUdp.first}-${rtcUdp.last}`,
        // The start script says which address this node has; nobody outside is asked.
        use_external_ip: false,
        turn_servers: makeTurnServers(environment),
      },
      // coturn relays; a relay here would take its ports.
      turn: { enabled: false },
      // Only the authoriser creates rooms, for people of this homeserver.
      room: { auto_create: false },
      key_file: `${paths.secrets}/${keySecret.file}`,
      webhook: { api_key: apiKey, urls: [webhookUrl(environment)] },
    },
  };
}

/** What callers are handed. Without any, LiveKit hands out STUN servers of Google and Twilio (`iceServersForParticipant`). */
function makeTurnServers(environment: Environment): Json[] {
  const { turn, turnTls } = environment.network.ports;
  const secret = { secret_file: `${paths.secrets}/${turnSecret.key}`, ttl: turnSeconds };
  return turnHosts(environment).flatMap((host) => [
    { host, port: turn, protocol: 'udp', ...secret },
    { host, port: turnTls, protocol: 'tls', ...secret },
  ]);
}

/** Tells LiveKit the address to announce. Left to itself it asks STUN servers of Google and Twilio (`resolveNodeIP`, `DefaultStunServers`). */
export function makeStartScript(environment: Environment): ConfigFile {
  return {
    format: 'text',
    text: `set -eu

${findExternalAddress(environment)}

exec /livekit-server --config ${paths.config}/${files.config} --bind "$NODE_ADDRESS" --node-ip "$external"
`,
  };
}
