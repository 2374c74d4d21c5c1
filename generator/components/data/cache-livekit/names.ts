import type { Environment } from '../../../environment/environment.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { Endpoint } from '../../component.ts';
import * as shared from '../sentinel-cache/sentinel-cache.ts';

/** Name of this component; carries the policies of its pods. */
export const componentName = 'cache-livekit';

/** The cache of calls has a namespace of its own: nothing else reaches it by accident. */
export const namespace: string = namespaces.redisLivekit.name;

/** Rooms and nodes of LiveKit, kept over restarts. LiveKit asks the Sentinels for the master itself. */
export const cache: shared.SentinelCache = {
  component: componentName,
  namespace,
  prefix: 'redis-livekit',
  passwordReaders: 'servers, Sentinels and LiveKit: password of the cache of calls',
  clientsSpeakSentinel: true,
  settings: ({ cacheLivekit }) => cacheLivekit,
};

/** Objects that others know by name; the design gives these names. */
export const names = shared.namesOf(cache);

/** The password of servers and Sentinels: LiveKit's `redis.password` and `redis.sentinel_password`. */
export const authSecret = shared.authSecretOf(cache);

/** LiveKit's `redis.sentinel_master_name`. */
export const masterName = shared.masterName;

/** Ports of the cache; a client needs `server` and `sentinel`. */
export const ports = shared.ports;

/** Pods that LiveKit connects to, on both ports. */
export const nodeEndpoint: Endpoint = shared.nodeEndpointOf(cache);

/** LiveKit's `redis.sentinel_addresses`: `host:port` of every Sentinel. A single server has one, too. */
export function sentinelAddresses(environment: Environment): string[] {
  return shared.nodeHostsOf(cache, environment).map((host) => `${host}:${ports.sentinel}`);
}
