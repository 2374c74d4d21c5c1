import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile, Directive } from '../../../formats/config-file.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';
import { paths } from './paths.ts';
import { type CacheSettings, majorityOf, ports, type SentinelCache } from './sentinel-cache.ts';

/** Configuration of a server, without what differs between pods or is secret. */
export function makeServerConfig(cache: SentinelCache, environment: Environment): ConfigFile {
  const settings = cache.settings(environment);
  return {
    format: 'directives',
    directives: [
      ['port', String(ports.server)],
      ['dir', paths.data],
      // A password stands before everything; protected mode would refuse other pods.
      ['protected-mode', 'no'],
      ['maxmemory', String(Math.floor(parseQuantity(settings.maxMemory)))],
      // Evicting could drop what clients rely on; a full cache answers with an error that shows.
      ['maxmemory-policy', 'noeviction'],
      ...(settings.storage === null ? keepNothing : keepEverything(settings)),
      ['repl-diskless-sync', 'yes'],
      ['repl-diskless-sync-delay', '1'],
      ['replica-announce-port', String(ports.server)],
      // Seconds; finds clients whose node is gone.
      ['tcp-keepalive', '60'],
    ],
  };
}

/**
 * For messages that nobody reads later, and values that can be computed again. A master that restarts before it is replaced comes back
 * empty and its replicas follow: the cache is there again within a second, where waiting for a failover would take ten.
 * `min-replicas-to-write` is absent because it does not apply to PUBLISH.
 */
const keepNothing: Directive[] = [
  ['save', ''],
  ['appendonly', 'no'],
  ['rdb-del-sync-files', 'yes'],
];

/**
 * An append-only file: a restart of all servers loses at most the last second. A master that has lost sight of the majority refuses
 * writes after as many seconds as the Sentinels wait before they replace it: what it took in later would be thrown away when it comes
 * back as a replica.
 */
function keepEverything({ replicas }: CacheSettings): Directive[] {
  return [
    ['save', ''],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    // Zero for a single server: no replica is asked for.
    ['min-replicas-to-write', String(majorityOf(replicas) - 1)],
    ['min-replicas-max-lag', '5'],
  ];
}
