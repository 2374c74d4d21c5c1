import type { IScheduledBackup } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/ScheduledBackup';
import type { Environment } from '../../../environment/environment.ts';
import type { ObjectStore } from '../../../kubernetes/crds/object-store.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { keepForever, syncWave } from '../../common/sync-wave.ts';
import type { SecretDeclaration } from '../../component.ts';
import { backupName, clusterName, namespace, secretNames } from './names.ts';

/** Name by which CloudNativePG knows the Barman Cloud plugin. */
export const pluginName = 'barman-cloud.cloudnative-pg.io';

/** What `postgres.backup` of an environment says, once it is written. */
export type Backup = NonNullable<Environment['postgres']['backup']>;

/** Keys of the Secret with the bucket's credentials. */
const credentialKeys = { accessKeyId: 'access-key-id', secretAccessKey: 'secret-access-key' } as const;

/** Where base backups and the write-ahead log go. */
export function makeObjectStore(backup: Backup): ObjectStore & KubernetesObject {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: backupName, namespace, annotations: keepForever },
    spec: {
      configuration: {
        destinationPath: backup.destination,
        endpointURL: backup.endpoint,
        s3Credentials: {
          accessKeyId: { name: secretNames.backup, key: credentialKeys.accessKeyId },
          secretAccessKey: { name: secretNames.backup, key: credentialKeys.secretAccessKey },
        },
        wal: { compression: 'gzip', maxParallel: 2 },
        data: { compression: 'gzip', jobs: 2 },
      },
      retentionPolicy: `${backup.retentionDays}d`,
      instanceSidecarConfiguration: {
        // Stores other than AWS answer the newer checksum headers with an error.
        env: [
          { name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' },
          { name: 'AWS_RESPONSE_CHECKSUM_VALIDATION', value: 'when_required' },
        ],
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      },
    },
  };
}

/**
 * Base backups by the clock, the first at once. Backup objects have no owner: the record of what can be restored outlives the schedule
 * and the cluster that made it.
 */
export function makeScheduledBackup(backup: Backup): IScheduledBackup & KubernetesObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    // After the Cluster is healthy: a backup of a cluster that does not run yet fails.
    metadata: { name: backupName, namespace, annotations: syncWave(1) },
    spec: {
      cluster: { name: clusterName },
      schedule: backup.schedule,
      immediate: true,
      method: 'plugin',
      pluginConfiguration: { name: pluginName },
      target: 'prefer-standby',
      backupOwnerReference: 'none',
    },
  };
}

/** Only a person knows the credentials of a store outside the cluster. */
export const backupSecret: SecretDeclaration = {
  name: secretNames.backup,
  namespace,
  keys: {
    [credentialKeys.accessKeyId]: { kind: 'provided' },
    [credentialKeys.secretAccessKey]: { kind: 'provided' },
  },
  why: 'PostgreSQL: the bucket that receives its backups',
};
