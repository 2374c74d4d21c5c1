import type { Environment } from '../../../../environment/environment.ts';
import type { ConfigFile } from '../../../../formats/config-file.ts';
import { masterName, ports } from '../names.ts';
import { paths } from './paths.ts';

/** Sentinels that must agree that the master is down: a majority. */
export function quorumOf(replicas: number): number {
  return Math.floor(replicas / 2) + 1;
}

/**
 * Configuration of a Sentinel, without the master that it starts with, its name and the password. Times are in milliseconds. Host names
 * stand for servers and Sentinels everywhere, because pods change their addresses.
 */
export function makeSentinelConfig(environment: Environment): ConfigFile {
  const { replicas } = environment.cacheSynapse;
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
      ['sentinel', 'parallel-syncs', masterName, String(replicas - 1)],
    ],
  };
}
