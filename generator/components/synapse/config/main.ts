import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { makeMediaSettings } from '../media/store.ts';
import { mainProcess } from '../worker-catalogue.ts';
import { makeCachesSection } from './caches.ts';
import { makeDatabaseSection } from './database.ts';
import { makeListeners } from './listeners.ts';

/**
 * `main.yaml`. With federation closed, `openid` alone stays of the federation API: the call authoriser checks identities there, and it
 * tells a caller nothing about other servers.
 */
export function makeMainConfig(environment: Environment): ConfigFile {
  const federation = environment.network.federation === 'open' ? 'federation' : 'openid';
  return {
    format: 'yaml',
    comment: 'Read by the main process after homeserver.yaml.',
    value: {
      worker_app: 'synapse.app.homeserver',
      listeners: makeListeners(environment, { serves: ['client', federation], replication: true }),
      database: makeDatabaseSection(environment, 'direct', mainProcess.connections),
      caches: makeCachesSection(environment, environment.synapse.main.resources),
      ...makeMediaSettings(environment, mainProcess.component),
    },
  };
}
