import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';
import { makeMediaSettings } from '../media/store.ts';
import type { WorkerKind } from '../worker-catalogue.ts';
import { makeCachesSection } from './caches.ts';
import { makeDatabaseSection } from './database.ts';
import { makeListeners } from './listeners.ts';
import { isCalled } from './shared-work.ts';

/** `<kind>.yaml`: the same for all workers of a kind; what differs is their name. */
export function makeWorkerConfig(environment: Environment, kind: WorkerKind): ConfigFile {
  return {
    format: 'yaml',
    comment: `${kind.summary}.\nRead after homeserver.yaml.`,
    value: {
      worker_app: kind.workerApp,
      worker_listeners: makeListeners(environment, {
        serves: kind.serves,
        replication: isCalled(kind),
      }),
      database: makeDatabaseSection(environment, 'pooled', kind.connections),
      caches: makeCachesSection(environment, environment.synapse.workers[kind.name].resources),
      ...makeMediaSettings(environment, kind.component),
    },
  };
}
