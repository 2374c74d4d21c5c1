import type { ResourceSet } from '../../../rendered/resource-set.ts';
import {
  type CacheProxy,
  findProxy,
  findSynapseCaches,
  podsAtPort,
  type SynapseCache,
  serviceOf,
} from '../../cache-route.ts';
import { parseHaproxyTime, proxySetting } from '../../haproxy/parse-haproxy.ts';
import type { Rule } from '../../rule.ts';

/** Seconds between the pings that Synapse sends on each connection. */
const pingInterval = 30;

/** The proxy in front of the cache does not cut connections that are only silent. */
export const cacheIdleTimeout: Rule = {
  slug: 'cache/idle-timeout',
  title: 'The proxy of the cache keeps silent subscriptions',
  severity: 'error',
  why: 'Synapse pings its connections every 30 seconds. A proxy that cuts them sooner drops messages each time: workers fall behind and reconnect for ever.',
  fix: 'Set `timeout client`, `timeout server` and, if there is one, `timeout tunnel` to a minute or more; an hour does no harm.',
  references: [
    'element-hq/synapse synapse/replication/tcp/redis.py: SynapseRedisFactory pings every 30 seconds',
    'matrix-org/synapse issue 9010',
    'HAProxy configuration manual: timeout client, timeout server, timeout tunnel',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    for (const cache of findSynapseCaches(resources)) {
      const proxies = findProxies(resources, cache);
      // Straight to a server nothing cuts; an address that leads nowhere is `cache/master-service`'s.
      if (proxies.length === 0) pass();
      for (const { file, sections, frontend, backend } of proxies) {
        const lines = [
          proxySetting(sections, frontend, 'timeout', 'client'),
          proxySetting(sections, backend, 'timeout', 'server'),
          proxySetting(sections, backend, 'timeout', 'tunnel'),
        ];
        // Without a time-out HAProxy waits for ever.
        for (const line of lines) {
          const seconds = parseHaproxyTime(line?.words[2]);
          if (line === undefined || seconds === undefined) continue;
          if (seconds >= 2 * pingInterval) pass();
          else
            fail({
              resource: file.configMap,
              path: file.path,
              lineContaining: line.text,
              message: `timeout ${line.words[1]} is ${line.words[2]}: a subscription that is silent between two pings (${pingInterval} s apart, one may be late) is cut, and what is sent meanwhile is lost. Make it ${2 * pingInterval}s or more.`,
            });
        }
      }
    }
  },
};

function findProxies(resources: ResourceSet, { file, host, port }: SynapseCache): CacheProxy[] {
  const at = serviceOf(host, file.configMap.object.metadata.namespace ?? '');
  const service = at && resources.find('Service', at.namespace, at.name);
  if (service === undefined) return [];
  return podsAtPort(resources, service, port)
    .map(({ template, targetPort }) => findProxy(resources, template, targetPort))
    .filter((proxy) => proxy !== undefined);
}
