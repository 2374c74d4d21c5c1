import type { IScheduledBackup } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/ScheduledBackup';
import type { Environment } from '../../../environment/environment.ts';
import type { InstanceSidecarConfiguration, ObjectStore } from '../../../kubernetes/crds/object-store.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { keepForever, syncWave } from '../../common/sync-wave.ts';
import type { SecretDeclaration } from '../../component.ts';
import { trustedCa } from '../../platform/certificates/names.ts';
import { backupName, clusterName, namespace, recoverySourceName, secretNames } from './names.ts';

/** Name by which CloudNativePG knows the Barman Cloud plugin. */
export const pluginName = 'barman-cloud.cloudnative-pg.io';

/** What `postgres.backup` of an environment says, once it is written. */
export type Backup = NonNullable<Environment['postgres']['backup']>;

/** Keys of the Secret with the bucket's credentials. */
const credentialKeys = {
  accessKeyId: 'access-key-id',
  secretAccessKey: 'secret-access-key',
  /** CA certificates that the endpoint is verified with. */
  ca: 'ca.crt',
} as const;

/** Where base backups and the write-ahead log go. */
export function makeObjectStore(environment: Environment, backup: Backup): ObjectStore & KubernetesObject {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: backupName, namespace, annotations: keepForever },
    spec: {
      configuration: makeConfiguration(environment, backup, backup.destination),
      retentionPolicy: `${backup.retentionDays}d`,
      instanceSidecarConfiguration: sidecar,
    },
  };
}

/**
 * Where a restored database came from: the credentials of the backup, and no retention policy, because nothing may delete from the
 * archive that others may still want to restore from.
 */
export function makeRecoverySource(
  environment: Environment,
  backup: Backup,
  destination: string,
): ObjectStore & KubernetesObject {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name: recoverySourceName, namespace, annotations: keepForever },
    spec: {
      configuration: makeConfiguration(environment, backup, destination),
      instanceSidecarConfiguration: sidecar,
    },
  };
}

function makeConfiguration(
  environment: Environment,
  { endpoint }: Backup,
  destination: string,
): ObjectStore['spec']['configuration'] {
  return {
    destinationPath: destination,
    endpointURL: endpoint,
    ...(trustsPrivateCa(environment) && {
      endpointCA: { name: secretNames.backup, key: credentialKeys.ca },
    }),
    s3Credentials: {
      accessKeyId: { name: secretNames.backup, key: credentialKeys.accessKeyId },
      secretAccessKey: { name: secretNames.backup, key: credentialKeys.secretAccessKey },
    },
    wal: { compression: 'gzip', maxParallel: 2 },
    data: { compression: 'gzip', jobs: 2 },
  };
}

/** botocore has a bundle of its own, and the plugin takes another one from a Secret only. */
function trustsPrivateCa(environment: Environment): boolean {
  return trustedCa(environment) !== undefined;
}

const sidecar: InstanceSidecarConfiguration = {
  // Stores other than AWS answer the newer checksum headers with an error.
  env: [
    { name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' },
    { name: 'AWS_RESPONSE_CHECKSUM_VALIDATION', value: 'when_required' },
  ],
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
};

/**
 * Base backups by the clock, the first at once. Backup objects have no owner: the record of what can be restored outlives the schedule
 * and the cluster that made it.
 */
export function makeScheduledBackup(backup: Backup): IScheduledBackup & KubernetesObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    // After the Cluster is healthy: a backup of a cluster that does not run yet fails.
    metadata: { name: backupName, namespace, annotations: { ...syncWave(1), ...keepForever } },
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
export function backupSecret(environment: Environment): SecretDeclaration {
  return {
    name: secretNames.backup,
    namespace,
    keys: {
      [credentialKeys.accessKeyId]: { kind: 'provided' },
      [credentialKeys.secretAccessKey]: { kind: 'provided' },
      ...(trustsPrivateCa(environment) && { [credentialKeys.ca]: { kind: 'provided' } as const }),
    },
    why: 'PostgreSQL: the bucket that receives its backups',
  };
}
