import { listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import type { Rule } from '../../rule.ts';
import { barmanPlugin } from './barman-plugin.ts';

/** A restored cluster archives under a name that is not the one it was restored from. */
export const recoveryArchive: Rule = {
  slug: 'postgres/recovery-archive',
  title: 'A restored cluster starts an archive of its own',
  severity: 'error',
  why: 'The plugin refuses to archive into a directory that is not empty, so the recovery hangs in "Setting up primary"; with that check switched off, the new log overwrites the one that the next recovery needs.',
  fix: 'Give `postgres.recovery.archive` a name that the destination does not have yet.',
  references: [
    'cloudnative-pg docs/src/recovery.md v1.30.0, Restoring into a Cluster with a Backup Section',
    'cloudnative-pg/plugin-barman-cloud v0.13.0 internal/cnpgi/restore/restore.go: checkBackupDestination',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const { json } = resource;
      const skip = 'cnpg.io/skipEmptyWalArchiveCheck';
      const source = textIn(json, 'spec', 'bootstrap', 'recovery', 'source');
      const from = listIn(json, 'spec', 'externalClusters').find((one) => textIn(one, 'name') === source);
      const index = listIn(json, 'spec', 'plugins').findIndex(
        (plugin) => textIn(plugin, 'name') === barmanPlugin,
      );
      const own = listIn(json, 'spec', 'plugins')[index];
      const name = resource.object.metadata.name;
      const path = ['spec', 'plugins', Math.max(0, index), 'parameters', 'serverName'];
      if (textIn(json, 'metadata', 'annotations', skip) === 'enabled') {
        fail({
          resource,
          path: ['metadata', 'annotations', skip],
          message: `${skip} lets the cluster write into an archive that is not empty, over the log of whoever filled it. Take the annotation away and archive under a new name.`,
          setting: 'postgres.recovery.archive',
        });
      } else if (from === undefined || own === undefined) {
        pass();
      } else if (
        placeOf(resources, resource, from, name, 'plugin') === placeOf(resources, resource, own, name)
      ) {
        fail({
          resource,
          path,
          message: `the cluster is restored from the archive "${serverNameOf(own, name)}" and would write its own log into it, so the recovery never ends. Archive under a name that does not exist yet.`,
          setting: 'postgres.recovery.archive',
        });
      } else {
        pass();
      }
    }
  },
};

/** Endpoint, path and server name of the archive that a plugin entry means. */
function placeOf(
  resources: ResourceSet,
  cluster: RenderedResource,
  entry: Json,
  clusterName: string,
  ...below: string[]
): string {
  const name = textIn(entry, ...below, 'parameters', 'barmanObjectName') ?? '';
  const store = resources.find('ObjectStore', cluster.object.metadata.namespace ?? '', name)?.json;
  const configuration = ['spec', 'configuration'];
  return JSON.stringify([
    textIn(store, ...configuration, 'endpointURL'),
    (textIn(store, ...configuration, 'destinationPath') ?? name).replace(/\/+$/, ''),
    serverNameOf(entry, clusterName, ...below),
  ]);
}

/** The plugin names the directory after the Cluster when nothing else is said. */
function serverNameOf(entry: Json, clusterName: string, ...below: string[]): string {
  return textIn(entry, ...below, 'parameters', 'serverName') ?? clusterName;
}
