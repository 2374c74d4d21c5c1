import type { Environment } from '../../../../environment/environment.ts';
import type { ConfigFile } from '../../../../formats/config-file.ts';
import { parseQuantity } from '../../../../kubernetes/quantity.ts';
import { ports } from '../names.ts';
import { paths } from './paths.ts';

/**
 * Configuration of a server, without what differs between pods or is secret.
 *
 * Nothing is persisted. The bus carries messages that nobody reads later, and cached values that Synapse computes again. So a master
 * that restarts before it is replaced comes back empty and its replicas follow: the bus is there again within a second, where waiting
 * for a failover would take ten. `min-replicas-to-write` is absent because it does not apply to PUBLISH.
 */
export function makeServerConfig(environment: Environment): ConfigFile {
  return {
    format: 'directives',
    directives: [
      ['port', String(ports.redis)],
      ['dir', paths.data],
      // A password stands before everything; protected mode would refuse other pods.
      ['protected-mode', 'no'],
      ['maxmemory', String(Math.floor(parseQuantity(environment.cacheSynapse.maxMemory)))],
      // Evicting could drop what Synapse relies on; a full cache answers with an error that shows.
      ['maxmemory-policy', 'noeviction'],
      ['save', ''],
      ['appendonly', 'no'],
      ['rdb-del-sync-files', 'yes'],
      ['repl-diskless-sync', 'yes'],
      ['repl-diskless-sync-delay', '1'],
      ['replica-announce-port', String(ports.redis)],
      // Seconds; finds clients whose node is gone.
      ['tcp-keepalive', '60'],
    ],
  };
}
