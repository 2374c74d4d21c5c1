import { getIn, listIn, textIn } from '../../../kubernetes/json.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { type BucketPlace, bucketCopies } from '../../bucket-copies.ts';
import { hostOf, isInCluster } from '../../in-cluster.ts';
import type { DeclaredContext, Rule } from '../../rule.ts';
import { s3ProviderOf, synapseProcesses } from '../../synapse-processes.ts';
import { barmanPlugin } from '../postgres/barman-plugin.ts';

/** No backup lands where the loss that it is for takes it along. */
export const backupDestination: Rule = {
  slug: 'data/backup-destination',
  title: 'A backup lands outside the cluster, in another store than it protects',
  severity: 'error',
  why: 'A copy in the same store goes when the store goes; a copy in a store of this cluster goes with its nodes. And who may write to the original may then delete the copy.',
  fix: 'Let `postgres.backup.endpoint` and `objectStore.mediaBackup.endpoint` lead to a store that shares neither machines nor credentials with this cluster and its object store.',
  references: [
    'cloudnative-pg/plugin-barman-cloud api/v1/objectstore_types.go: endpointURL, destinationPath',
    'minio/mc docs: MC_HOST_<alias>, mirror',
    'matrix-org/synapse-s3-storage-provider v1.7.0 s3_storage_provider.py: bucket, endpoint_url',
  ],
  components: ['postgres', 'media-backup'],
  needsEnvironment: true,
  check(context) {
    judgeArchives(context);
    judgeCopies(context);
  },
};

/** The stores that Clusters archive to; those that a Cluster is restored from are only read. */
function judgeArchives({ resources, declared, pass, fail }: DeclaredContext): void {
  const media = mediaPlaces(resources);
  let archives = 0;
  for (const store of archivesOf(resources)) {
    archives += 1;
    const configuration = ['spec', 'configuration'];
    const at = (field: string) => ({ resource: store, path: [...configuration, field] });
    const host = hostOf(textIn(store.json, ...configuration, 'endpointURL'));
    const bucket = /^s3:\/\/([^/]+)/.exec(textIn(store.json, ...configuration, 'destinationPath') ?? '')?.[1];
    if (host !== undefined && isInCluster(resources, host, declared.environment))
      fail({
        ...at('endpointURL'),
        message: `the database is archived to ${host}, which is part of the cluster that the archive is to outlive: losing the cluster loses both. Use an endpoint outside it.`,
        setting: 'postgres.backup.endpoint',
      });
    else if (media.some((place) => place.host === host && place.bucket === bucket))
      fail({
        ...at('destinationPath'),
        message: `the database is archived into bucket ${bucket} of ${host}, where Synapse keeps media: whoever may delete media may delete the archive. Use another bucket, best in another store.`,
        setting: 'postgres.backup.destination',
      });
    else pass();
  }
  // Clusters without an archive are what postgres/backup reports.
  if (archives === 0) pass();
}

function archivesOf(resources: ResourceSet): RenderedResource[] {
  const stores = resources.ofKind('Cluster', 'postgresql.cnpg.io').flatMap(({ json, object }) =>
    listIn(json, 'spec', 'plugins')
      .filter((plugin) => textIn(plugin, 'name') === barmanPlugin && getIn(plugin, ['enabled']) !== false)
      .map((plugin) => textIn(plugin, 'parameters', 'barmanObjectName') ?? '')
      .map((name) => resources.find('ObjectStore', object.metadata.namespace ?? '', name)),
  );
  return [...new Set(stores)].filter((store) => store !== undefined);
}

function mediaPlaces(resources: ResourceSet): BucketPlace[] {
  return synapseProcesses(resources).flatMap((process) => {
    const config = s3ProviderOf(process);
    const host = hostOf(textIn(config, 'config', 'endpoint_url'));
    const bucket = textIn(config, 'config', 'bucket');
    return host === undefined || bucket === undefined ? [] : [{ host, bucket }];
  });
}

function judgeCopies({ resources, declared, pass, fail }: DeclaredContext): void {
  for (const { from, to, place } of bucketCopies(resources)) {
    const inside = isInCluster(resources, to.host, declared.environment);
    if (!inside && from.host !== to.host) {
      pass();
      continue;
    }
    const fate =
      from.host === to.host
        ? 'the store that it protects: losing the store loses both'
        : 'which is part of this cluster: losing its nodes loses both';
    fail({
      ...place,
      message: `bucket ${from.bucket} of ${from.host} is copied to bucket ${to.bucket} of ${to.host}, ${fate}. Copy it to a store outside the cluster.`,
      setting: 'objectStore.mediaBackup.endpoint',
    });
  }
}
