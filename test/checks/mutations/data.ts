import { listIn, objectIn } from '../../../generator/kubernetes/json.ts';
import { edit, editFile, type MutationCase, set } from './mutate.ts';

const withoutAnnotation = (kind: string, name: string) =>
  edit(kind, name, (object) => {
    const { annotations } = object['metadata'] as { annotations: Record<string, string> };
    delete annotations['matrix-gitops/backup'];
  });

export const cases: readonly MutationCase[] = [
  {
    rule: 'data/backup-coverage',
    what: 'the copy of the media is stopped',
    mutate: set('CronJob', 'media-backup', ['spec', 'suspend'], true),
  },
  {
    rule: 'data/backup-coverage',
    what: 'media stays on its volume, and nothing copies that',
    mutate: set(
      'PersistentVolumeClaim',
      'synapse-media',
      ['metadata', 'annotations', 'matrix-gitops/backup'],
      'none: synapse.media.image is not set',
    ),
  },
  {
    rule: 'data/backup-coverage',
    what: 'nothing says what becomes of the media volume',
    mutate: withoutAnnotation('PersistentVolumeClaim', 'synapse-media'),
  },
  {
    rule: 'data/backup-coverage',
    what: 'nothing says what becomes of the cache of calls',
    mutate: withoutAnnotation('StatefulSet', 'redis-livekit-node'),
  },
  {
    rule: 'data/backup-destination',
    what: 'the database is archived into the cluster',
    mutate: set(
      'ObjectStore',
      'synapse-db-backup',
      ['spec', 'configuration', 'endpointURL'],
      'http://minio.matrix:9000',
    ),
  },
  {
    rule: 'data/backup-destination',
    what: 'the database is archived to the address of a Service',
    mutate: set(
      'ObjectStore',
      'synapse-db-backup',
      ['spec', 'configuration', 'endpointURL'],
      'http://10.43.0.9:9000',
    ),
  },
  {
    rule: 'data/backup-destination',
    what: 'media is copied within its store',
    // Nobody makes a bucket for copies there.
    also: ['object-store/consumers'],
    mutate: editFile('ConfigMap', 'media-backup', 'backup.sh', (text) =>
      text.replace('s3.backup.example.org', 'minio.minio.svc.cluster.local:80'),
    ),
  },
  {
    rule: 'data/backup-destination',
    environment: 'airgap',
    what: 'media goes back to the external store that it comes from',
    mutate: editFile('ConfigMap', 'media-backup', 'backup.sh', (text) => {
      const [, host = ''] = /MC_HOST_source="https?:\/\/[^@]*@([^"]+)"/.exec(text) ?? [];
      return text.replace(/(MC_HOST_backup="https?:\/\/[^@]*@)[^"]+/, `$1${host}`);
    }),
  },
  {
    rule: 'data/access-mode',
    what: 'another worker mounts the media volume, on any node',
    also: ['media/job-placement', 'pod/unused-volume'],
    mutate: edit('StatefulSet', 'synapse-background', (object) => {
      const { volumes } = (object as { spec: { template: { spec: { volumes: unknown[] } } } }).spec.template
        .spec;
      volumes.push({ name: 'media', persistentVolumeClaim: { claimName: 'synapse-media' } });
    }),
  },
  {
    rule: 'data/access-mode',
    what: 'the media volume is asked for several nodes',
    mutate: set('PersistentVolumeClaim', 'synapse-media', ['spec', 'accessModes'], ['ReadWriteMany']),
  },
  {
    rule: 'data/reclaim',
    what: 'the volumes of the object store go with it',
    mutate: set(
      'StatefulSet',
      'minio',
      ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'],
      'Delete',
    ),
  },
  {
    rule: 'data/empty-dir',
    what: 'the cache of calls keeps its data in an emptyDir',
    also: ['data/backup-coverage'],
    mutate: edit('StatefulSet', 'redis-livekit-node', (object) => {
      const { annotations } = object['metadata'] as { annotations: Record<string, string> };
      delete annotations['matrix-gitops/backup'];
      const pod = objectIn(object, 'spec', 'template', 'spec');
      pod['volumes'] = [...listIn(pod, 'volumes'), { name: 'data', emptyDir: { sizeLimit: '1Gi' } }];
    }),
  },
];
