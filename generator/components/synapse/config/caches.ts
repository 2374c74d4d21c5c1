import type { Environment, Resources } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';

/**
 * `caches` of one process: a generous factor, and eviction before the memory limit is near. Synapse compares what jemalloc has
 * allocated in the whole process, so 70 % of the limit leaves room for fragmentation and threads.
 */
export function makeCachesSection(environment: Environment, { memoryLimit }: Resources): Json {
  const limit = parseQuantity(memoryLimit);
  const mebibytes = (share: number): string => `${Math.floor((limit * share) / 2 ** 20)}M`;
  return {
    global_factor: environment.scale.users > 5_000 ? 2 : environment.scale.users > 500 ? 1 : 0.5,
    cache_autotuning: {
      max_cache_memory_usage: mebibytes(0.7),
      target_cache_memory_usage: mebibytes(0.6),
      min_cache_ttl: '5m',
    },
  };
}
