import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { Integer } from './integer.ts';

/**
 * Where the Barman Cloud plugin of CloudNativePG puts base backups and WAL.
 *
 * The interfaces of this file hold what the API server accepts; `schemas/` is derived from them, where `@minimum` and
 * `@pattern` become keywords. Source: cloudnative-pg/plugin-barman-cloud v0.13.0,
 * `config/crd/bases/barmancloud.cnpg.io_objectstores.yaml` (the same in v0.14.0).
 */
export interface ObjectStore {
  apiVersion: 'barmancloud.cnpg.io/v1';
  kind: 'ObjectStore';
  metadata: IObjectMeta;
  spec: ObjectStoreSpec;
  status?: ObjectStoreStatus;
}

/** Desired state of an {@link ObjectStore}. */
export interface ObjectStoreSpec {
  configuration: BarmanObjectStoreConfiguration;
  /**
   * How long backups and the WAL that they need are kept: a number of days, weeks or months (`30d`).
   *
   * @pattern ^[1-9][0-9]*[dwm]$
   */
  retentionPolicy?: string;
  instanceSidecarConfiguration?: InstanceSidecarConfiguration;
}

/**
 * Bucket, credentials and options of the barman-cloud programs. `serverName` is left out: a CEL rule of the CRD forbids
 * it, because the plugin's parameter of that name in the Cluster takes its place.
 */
export interface BarmanObjectStoreConfiguration {
  /** `s3://bucket/path`, or the like of another provider. */
  destinationPath: string;
  /** Overrides the provider's own endpoint. */
  endpointURL?: string;
  /** CA bundle that the endpoint's certificate is verified with. */
  endpointCA?: SecretKeyReference;
  s3Credentials?: S3Credentials;
  azureCredentials?: AzureCredentials;
  googleCredentials?: GoogleCredentials;
  data?: DataBackupConfiguration;
  wal?: WalBackupConfiguration;
  /** Tags of every object. */
  tags?: { [key: string]: string };
  /** Tags of timeline history files. */
  historyTags?: { [key: string]: string };
}

/** Key of a Secret in the namespace of the object. Unlike a pod's, both fields are required. */
export interface SecretKeyReference {
  name: string;
  key: string;
}

/** Either keys from Secrets, or the role that the instance's node has in AWS. */
export interface S3Credentials {
  accessKeyId?: SecretKeyReference;
  secretAccessKey?: SecretKeyReference;
  region?: SecretKeyReference;
  sessionToken?: SecretKeyReference;
  inheritFromIAMRole?: boolean;
}

/** Credentials of Azure Blob Storage. */
export interface AzureCredentials {
  connectionString?: SecretKeyReference;
  storageAccount?: SecretKeyReference;
  storageKey?: SecretKeyReference;
  storageSasToken?: SecretKeyReference;
  inheritFromAzureAD?: boolean;
  useDefaultAzureCredentials?: boolean;
}

/** Credentials of Google Cloud Storage. */
export interface GoogleCredentials {
  applicationCredentials?: SecretKeyReference;
  gkeEnvironment?: boolean;
}

/** Server-side encryption of what is uploaded. Default: what the bucket does. */
export type BarmanEncryption = 'AES256' | 'aws:kms';

/** Options of base backups. */
export interface DataBackupConfiguration {
  /** Default: no compression. */
  compression?: 'bzip2' | 'gzip' | 'lz4' | 'snappy';
  encryption?: BarmanEncryption;
  /** Asks PostgreSQL for a fast checkpoint before the backup. Default: false */
  immediateCheckpoint?: boolean;
  /**
   * Uploads that run at the same time. Default: 2
   *
   * @minimum 1
   */
  jobs?: Integer;
  /** More arguments of `barman-cloud-backup`. */
  additionalCommandArgs?: string[];
  /** More arguments of `barman-cloud-restore`. */
  restoreAdditionalCommandArgs?: string[];
}

/** Options of WAL archiving. */
export interface WalBackupConfiguration {
  /** Default: no compression. */
  compression?: 'bzip2' | 'gzip' | 'lz4' | 'snappy' | 'xz' | 'zstd';
  encryption?: BarmanEncryption;
  /**
   * WAL files that are archived, or restored, at the same time. Default: 1
   *
   * @minimum 1
   */
  maxParallel?: Integer;
  /** More arguments of `barman-cloud-wal-archive`. */
  archiveAdditionalCommandArgs?: string[];
  /** More arguments of `barman-cloud-wal-restore`. */
  restoreAdditionalCommandArgs?: string[];
}

/** The plugin's container in the pods of PostgreSQL instances. */
export interface InstanceSidecarConfiguration {
  env?: IEnvVar[];
  resources?: IResourceRequirements;
  /** Seconds between two runs of the retention policy. Default: 1800 */
  retentionPolicyIntervalSeconds?: Integer;
  /** Must not start with `--log-level`; `logLevel` is for that. */
  additionalContainerArgs?: string[];
  /** Default: `info` */
  logLevel?: 'error' | 'warning' | 'info' | 'debug' | 'trace';
}

/** Observed state, written by the plugin. */
export interface ObjectStoreStatus {
  /** By server name. */
  serverRecoveryWindow?: { [key: string]: RecoveryWindow };
}

/** Span of time that a server can be restored to; RFC 3339 times. */
export interface RecoveryWindow {
  firstRecoverabilityPoint?: string;
  lastSuccessfulBackupTime?: string;
  lastFailedBackupTime?: string;
}
