import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Environment } from '../../../environment/environment.ts';
import type { BackupStatement } from '../../../kubernetes/backup-annotation.ts';
import { objectLabels } from '../../../kubernetes/labels.ts';
import type { Json, KubernetesObject } from '../../../kubernetes/object.ts';
import { synapseS3Tag } from '../../../versions.ts';
import { backup } from '../../common/backup.ts';
import { keepForever, syncWave } from '../../common/sync-wave.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { buckets, objectStoreFor, objectStoreSecret } from '../../data/object-store/names.ts';
import { mountTrustedCa, trustedCa, trustedCaPath } from '../../platform/certificates/names.ts';
import { namespace, processLabels } from '../labels.ts';
import { synapsePaths } from '../paths.ts';
import { mediaHolder, offloadsMedia } from './holder.ts';

type Container = IPodSpec['containers'][number];

/** What a pod needs to reach the object store, or to keep media; lists to append. */
export interface MediaParts {
  readonly env: NonNullable<Container['env']>;
  readonly mounts: NonNullable<Container['volumeMounts']>;
  readonly volumes: NonNullable<IPodSpec['volumes']>;
}

const nothing: MediaParts = { env: [], mounts: [], volumes: [] };

/** The claim of the media volume. */
export const mediaVolume = 'synapse-media';

/** ConfigMap with the part of botocore's configuration that has no environment variable. */
const awsConfig = {
  name: 'synapse-object-store',
  file: 'config',
  directory: '/etc/synapse/object-store',
} as const;

/** Settings of the process that keeps media, and the refusal of every other: it would make a directory for files that never come. */
export function makeMediaSettings(environment: Environment, component: string): { [key: string]: Json } {
  if (mediaHolder(environment).component !== component) return { enable_media_repo: false };
  return {
    enable_media_repo: true,
    media_store_path: synapsePaths.media,
    ...(offloadsMedia(environment) && { media_storage_providers: [makeProvider(environment)] }),
  };
}

/**
 * Synchronous: an upload is answered once the object store has it, so losing the volume loses nothing. The provider copies from the
 * local file, hence local storage stays on. It takes only these keys: checksums and credentials come from variables
 * (`s3_storage_provider.py`, v1.7.0, `parse_config`).
 */
function makeProvider(environment: Environment): Json {
  const { endpoint, region } = objectStoreFor(environment);
  return {
    module: 's3_storage_provider.S3StorageProviderBackend',
    store_local: true,
    store_remote: true,
    store_synchronous: true,
    config: {
      bucket: buckets.synapse,
      endpoint_url: endpoint,
      region_name: region,
      // The only class that every store has; cold classes of AWS are refused or priced elsewhere.
      storage_class: 'STANDARD',
    },
  };
}

/** Image with the provider, where media goes to the object store. */
export function mediaImage({ synapse }: Environment): string | undefined {
  return synapse.media.image === null ? undefined : `${synapse.media.image}:${synapseS3Tag}`;
}

/** Volume and access to the object store, for the process that keeps media; nothing for any other. */
export function makeHolderParts(environment: Environment, component: string): MediaParts {
  if (mediaHolder(environment).component !== component) return nothing;
  const store = offloadsMedia(environment) ? makeStoreAccess(environment) : nothing;
  return {
    env: store.env,
    mounts: [...volumeParts.mounts, ...store.mounts],
    volumes: [...volumeParts.volumes, ...store.volumes],
  };
}

/** The media volume in a pod. */
export const volumeParts: Omit<MediaParts, 'env'> = {
  mounts: [{ name: 'media', mountPath: synapsePaths.media }],
  volumes: [{ name: 'media', persistentVolumeClaim: { claimName: mediaVolume } }],
};

/** Credentials and settings of botocore, which both the provider and `s3_media_upload` use. */
export function makeStoreAccess(environment: Environment): MediaParts {
  const { region, pathStyle } = objectStoreFor(environment);
  const secret = objectStoreSecret('synapse');
  const key = (name: string) => ({ name, valueFrom: { secretKeyRef: { name: secret.name, key: name } } });
  const ca = mountTrustedCa(environment);
  return {
    env: [
      key(secret.accessKeyId),
      key(secret.secretAccessKey),
      { name: 'AWS_DEFAULT_REGION', value: region },
      // By default botocore sends checksums that stores other than AWS refuse or leave unanswered.
      { name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' },
      { name: 'AWS_RESPONSE_CHECKSUM_VALIDATION', value: 'when_required' },
      ...(trustedCa(environment) === undefined ? [] : [{ name: 'AWS_CA_BUNDLE', value: trustedCaPath }]),
      ...(pathStyle ? [] : [{ name: 'AWS_CONFIG_FILE', value: `${awsConfig.directory}/${awsConfig.file}` }]),
    ],
    mounts: [
      ...ca.volumeMounts,
      ...(pathStyle ? [] : [{ name: 'object-store', mountPath: awsConfig.directory, readOnly: true }]),
    ],
    volumes: [
      ...ca.volumes,
      ...(pathStyle ? [] : [{ name: 'object-store', configMap: { name: awsConfig.name } }]),
    ],
  };
}

/** With an endpoint of its own botocore puts the bucket into the path, unless this file says otherwise (`botocore/args.py`, 1.44.8). */
export function makeStoreConfigMap(environment: Environment): ConfigMapFiles[] {
  if (!offloadsMedia(environment) || objectStoreFor(environment).pathStyle) return [];
  return [
    {
      name: awsConfig.name,
      namespace,
      labels: objectLabels(processLabels('media')),
      files: {
        [awsConfig.file]: { format: 'text', text: '[default]\ns3 =\n  addressing_style = virtual\n' },
      },
    },
  ];
}

/**
 * A claim of its own rather than a template of the StatefulSet, where it could never grow, and so that it stays when another process
 * takes media over. In the wave of its pod: with WaitForFirstConsumer it binds, and becomes healthy, only once the pod exists.
 */
export function makeMediaClaim(environment: Environment): IPersistentVolumeClaim & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: mediaVolume,
      namespace,
      labels: objectLabels(processLabels('media')),
      annotations: {
        ...syncWave(mediaHolder(environment).wave),
        ...keepForever,
        ...backup(describeBackup(environment)),
      },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: environment.cluster.storageClasses.standard,
      resources: { requests: { storage: environment.synapse.mediaStorage } },
    },
  };
}

function describeBackup(environment: Environment): BackupStatement {
  if (!offloadsMedia(environment)) return { by: 'none', why: 'synapse.media.image is not set' };
  return { by: 'rebuildable', why: 'an upload is answered once the object store has it' };
}
