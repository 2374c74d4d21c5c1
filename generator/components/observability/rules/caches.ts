import type { Environment } from '../../../environment/environment.ts';
import { cache as livekit } from '../../data/cache-livekit/names.ts';
import { cache as synapse } from '../../data/cache-synapse/names.ts';
import { hasSentinels, isReplicated, type SentinelCache } from '../../data/sentinel-cache/sentinel-cache.ts';
import { type MakeRules, when } from './rule-group.ts';

const caches = [synapse, livekit];
const everywhere = `namespace=~"${caches.map(({ namespace }) => namespace).join('|')}"`;

/** The two caches: each has a master, and Sentinels that agree on it. */
export const makeCacheRules: MakeRules = (environment) => ({
  name: 'caches',
  recordings: [],
  alerts: [
    {
      name: 'CacheMasterMissing',
      severity: 'critical',
      expr: `(count by (namespace) (redis_up{${everywhere},program="server"}) unless on (namespace) count by (namespace) (redis_instance_info{role="master",program="server"})) > 0`,
      holds: '1m',
      summary: 'None of the {{ $value | humanize }} servers in {{ $labels.namespace }} is the master',
    },
    ...when(
      caches.some((cache) => hasSentinels(cache, environment)),
      {
        name: 'CacheSentinelMajorityLost',
        severity: 'critical',
        expr: `min by (namespace) (redis_sentinel_master_ckquorum_status{${everywhere}}) == 0`,
        holds: '2m',
        summary: 'The Sentinels in {{ $labels.namespace }} cannot agree: a lost master would not be replaced',
      },
    ),
    ...when(
      caches.some((cache) => isReplicated(cache, environment)),
      {
        name: 'CacheReplicaMissing',
        severity: 'warning',
        expr: caches
          .filter((cache) => isReplicated(cache, environment))
          .map((cache) => tooFewReplicas(cache, environment))
          .join(' or '),
        holds: '10m',
        summary: 'Only {{ $value | humanize }} replicas follow the master in {{ $labels.namespace }}',
      },
    ),
    {
      name: 'CacheMemoryNearLimit',
      severity: 'warning',
      expr: `redis_memory_used_bytes{${everywhere},program="server"} / (redis_memory_max_bytes{${everywhere},program="server"} > 0) > 0.9`,
      holds: '10m',
      summary:
        '{{ $labels.pod }} in {{ $labels.namespace }} uses {{ $value | humanizePercentage }} of its memory',
    },
  ],
});

/** Caches may have different numbers of servers. */
function tooFewReplicas(cache: SentinelCache, environment: Environment): string {
  const replicas = cache.settings(environment).replicas - 1;
  return `max by (namespace) (redis_connected_slaves{namespace="${cache.namespace}",program="server"}) < ${replicas}`;
}
