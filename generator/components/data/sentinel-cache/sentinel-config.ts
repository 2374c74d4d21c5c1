import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { paths } from './paths.ts';
import { masterName, ports, type SentinelCache } from './sentinel-cache.ts';

/**
 * Configuration of a Sentinel, without the master that it starts with, its name and the password. Times are in milliseconds. Host names
 * stand for servers and Sentinels everywhere, because pods change their addresses.
 */
export function makeSentinelConfig(cache: SentinelCache, environment: Environment): ConfigFile {
  const { replicas } = cache.settings(environment);
  return {
    format: 'directives',
    directives: [
      ['port', String(ports.sentinel)],
      ['dir', paths.run],
      ['protected-mode', 'no'],
      ['sentinel', 'resolve-hostnames', 'yes'],
      ['sentinel', 'announce-hostnames', 'yes'],
      ['sentinel', 'announce-port', String(ports.sentinel)],
      ['sentinel', 'down-after-milliseconds', masterName, '5000'],
      // A failover of a small data set takes seconds; after twice this time it is tried again.
      ['sentinel', 'failover-timeout', masterName, '10000'],
      // Nobody reads from replicas: all may resynchronise at once.
      ['sentinel', 'parallel-syncs', masterName, String(Math.max(1, replicas - 1))],
    ],
  };
}
