import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import { outside } from '../../common/outside.ts';
import { serviceHost } from '../../common/service-host.ts';
import type { Endpoint, FlowPort, SecretDeclaration } from '../../component.ts';
import type { Access } from './policy.ts';

/** Name of this component; carries the policies of servers and Jobs. */
export const componentName = 'object-store';

/** The store has a namespace of its own: nothing else reaches it by accident. */
export const namespace: string = namespaces.minio.name;

/** Objects that others know by name; the design gives `minio`. */
export const names = {
  /** Service of the S3 interface, port 80; also the StatefulSet or Tenant. */
  service: 'minio',
  /** Gives each server a name in DNS. */
  headless: 'minio-hl',
  serviceAccount: 'minio',
  /** Creates buckets, users and policies after every sync. */
  setup: 'object-store-setup',
  /** CronJob that copies the media to another store, in the namespace of this one. */
  mediaBackup: 'media-backup',
} as const;

/** The root user: as two keys, and as a file of `export MINIO_ROOT_…` lines, which the server reads. */
export const rootSecret = {
  name: 'minio-root',
  key: 'config.env',
  userKey: 'root-user',
  passwordKey: 'root-password',
} as const;

/** Ports of the store. */
export const ports = {
  /** The Service's. */
  service: 80,
  /** The servers': S3, metrics, health, and the servers among themselves. */
  s3: 9000,
} as const;

/** Labels of the servers. They say `minio`, the protocol of administration: selectors must survive a change of the program. */
export const serverLabels: WorkloadLabels = { name: 'minio', component: 'minio' };

/** Labels of the Job that creates buckets and users. */
export const setupLabels: WorkloadLabels = { name: 'minio-client', component: 'object-store-setup' };

/** Who keeps objects, and in which bucket. */
export const buckets = {
  /** Uploads and cached remote media of Synapse. */
  synapse: 'synapse-media',
  /** Logs. */
  loki: 'loki',
} as const;

/** One who has access to a bucket, with a user, a policy and a Secret of its own. */
export type Consumer = 'synapse' | 'loki' | 'media-backup';

interface ConsumerFacts {
  readonly bucket: string;
  readonly access: Access;
}

/** What each consumer may touch. */
export const consumers: Readonly<Record<Consumer, ConsumerFacts>> = {
  // Neither the storage provider nor s3_media_upload deletes from the store (synapse-s3-storage-provider v1.7.0).
  synapse: { bucket: buckets.synapse, access: 'add' },
  loki: { bucket: buckets.loki, access: 'write' },
  'media-backup': { bucket: buckets.synapse, access: 'read' },
};

/** Everyone who has access in this environment. */
export function consumersOf({ objectStore }: Environment): Consumer[] {
  return ['synapse', 'loki', ...(objectStore.mediaBackup === null ? [] : (['media-backup'] as const))];
}

/** A store as a client reaches it. */
export interface ObjectStoreAddress {
  /** URL without path: `http://minio.minio.svc.cluster.local:80`. */
  readonly endpoint: string;
  readonly region: string;
  /** Buckets stand in the path, not in the host name. */
  readonly pathStyle: boolean;
}

/** False when the store is somewhere else: no servers, no buckets to make. */
export function isInCluster({ slots }: Environment): boolean {
  return slots.objectStore !== 'external';
}

/** True when an operator makes servers and Services from a Tenant. */
export function isOperated({ slots }: Environment): boolean {
  return slots.objectStore === 'minio';
}

/** The store of this environment. */
export function objectStoreFor(environment: Environment): ObjectStoreAddress {
  const { external } = environment.objectStore;
  if (!isInCluster(environment) && external !== null)
    return { endpoint: external.endpoint, region: external.region, pathStyle: external.pathStyle };
  const host = serviceHost(environment, names.service, namespace);
  return { endpoint: `http://${host}:${ports.service}`, region: 'us-east-1', pathStyle: true };
}

/** What a client's flow leads to; {@link objectStorePort} is its port. */
export function objectStoreEndpoint(environment: Environment): Endpoint {
  if (isInCluster(environment))
    return {
      kind: 'pods',
      component: componentName,
      namespace,
      labels: selectorLabels(serverLabels),
    };
  return endpointOutside(environment, environment.objectStore.external?.cidrs ?? []);
}

/** Port that a client's flow uses, as pods see it. */
export function objectStorePort(environment: Environment): FlowPort {
  if (isInCluster(environment)) return { port: ports.s3, protocol: 'TCP' };
  return portOf(objectStoreFor(environment).endpoint);
}

/** A store outside the cluster: its host has a name, a policy only knows addresses. */
export function endpointOutside(environment: Environment, cidrs: readonly string[]): Endpoint {
  return cidrs.length === 0 ? outside(environment) : { kind: 'cidrs', cidrs };
}

/** Port of an S3 endpoint. */
export function portOf(endpoint: string): FlowPort {
  const { port, protocol } = new URL(endpoint);
  return { port: Number(port) || (protocol === 'http:' ? 80 : 443), protocol: 'TCP' };
}

/** Secret with a consumer's credentials; it has the same name in the namespace of the store and in that of the consumer. */
export function objectStoreSecret(consumer: Consumer) {
  return {
    name: `object-store-${consumer}`,
    accessKeyId: 'AWS_ACCESS_KEY_ID',
    secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
  } as const;
}

/** Declares a consumer's Secret in its own namespace: the store's for a store of ours, known to a person for another. */
export function declareObjectStoreSecret(
  environment: Environment,
  consumer: Consumer,
  itsNamespace: string,
): SecretDeclaration {
  const { name, accessKeyId, secretAccessKey } = objectStoreSecret(consumer);
  const copy = (key: string) => ({ kind: 'copy', from: { namespace, name, key } }) as const;
  const provided = { kind: 'provided' } as const;
  return {
    name,
    namespace: itsNamespace,
    keys: isInCluster(environment)
      ? { [accessKeyId]: copy(accessKeyId), [secretAccessKey]: copy(secretAccessKey) }
      : { [accessKeyId]: provided, [secretAccessKey]: provided },
    why: `${consumer}: bucket ${consumers[consumer].bucket} of the object store`,
  };
}
