import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, partOf, selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import type { Component, Flow, SecretDeclaration } from '../../component.ts';
import { makeClientPod } from '../object-store/client-pod.ts';
import {
  declareObjectStoreSecret,
  endpointOutside,
  isInCluster,
  names,
  namespace,
  objectStoreEndpoint,
  objectStorePort,
  objectStoreSecret,
  portOf,
} from '../object-store/names.ts';
import { type MediaBackup, makeScript, script } from './script.ts';

const name = names.mediaBackup;
const labels: WorkloadLabels = { name: 'minio-client', component: name };

/** Credentials of the other store. They need to list and write one bucket there, and had better not be able to delete. */
const destinationSecret = {
  name: 'media-backup-destination',
  accessKeyId: 'AWS_ACCESS_KEY_ID',
  secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
} as const;

/** Copies the media to a store outside the cluster every day, and fails when the copy is not complete. */
export const mediaBackupComponent: Component = {
  name,
  tier: 'data',
  summary: 'daily copy of the media to another store',
  namespace: () => namespace,
  enabled: ({ objectStore }) => objectStore.mediaBackup !== null,
  render(environment) {
    const { mediaBackup } = environment.objectStore;
    if (mediaBackup === null) return { resources: [], configMaps: [], flows: [], secrets: [] };
    return {
      resources: [serviceAccount, makeCronJob(environment, mediaBackup)],
      configMaps: [
        {
          name,
          namespace,
          labels: objectLabels(labels),
          files: { [script]: makeScript(environment, mediaBackup) },
        },
      ],
      flows: makeFlows(environment, mediaBackup),
      secrets: makeSecrets(environment),
    };
  },
};

function makeCronJob(environment: Environment, backup: MediaBackup): ICronJob & KubernetesObject {
  const source = objectStoreSecret(name);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace, labels: objectLabels(labels) },
    spec: {
      schedule: backup.schedule,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 1,
          // Ends before the next day's run: the first copy of everything may need several runs, each goes on where the last one stopped.
          activeDeadlineSeconds: 20 * 3600,
          template: makeClientPod(environment, {
            labels,
            serviceAccount: name,
            command: ['bash', `/config/${script}`],
            env: [
              fromSecret('SOURCE_KEY', source.name, source.accessKeyId),
              fromSecret('SOURCE_SECRET', source.name, source.secretAccessKey),
              fromSecret('BACKUP_KEY', destinationSecret.name, destinationSecret.accessKeyId),
              fromSecret('BACKUP_SECRET', destinationSecret.name, destinationSecret.secretAccessKey),
            ],
            config: name,
            volumes: [],
            // Four lists of all objects: ten million of them need about a gibibyte each.
            scratch: '8Gi',
          }),
        },
      },
    },
  };
}

function fromSecret(variable: string, secret: string, key: string) {
  return { name: variable, valueFrom: { secretKeyRef: { name: secret, key } } };
}

function makeFlows(environment: Environment, backup: MediaBackup): Flow[] {
  const from = { kind: 'pods', component: name, namespace, labels: selectorLabels(labels) } as const;
  return [
    {
      from,
      to: objectStoreEndpoint(environment),
      ports: [objectStorePort(environment)],
      why: 'media is read to be copied',
    },
    {
      from,
      to: endpointOutside(environment, backup.cidrs),
      ports: [portOf(backup.endpoint)],
      why: `copies of media go to ${new URL(backup.endpoint).host}`,
    },
  ];
}

function makeSecrets(environment: Environment): SecretDeclaration[] {
  const provided = { kind: 'provided' } as const;
  return [
    // A store of ours declares its user's Secret itself, in the same namespace.
    ...(isInCluster(environment) ? [] : [declareObjectStoreSecret(environment, name, namespace)]),
    {
      name: destinationSecret.name,
      namespace,
      keys: { [destinationSecret.accessKeyId]: provided, [destinationSecret.secretAccessKey]: provided },
      why: 'media backup: lists and writes the bucket of the other store; no right to delete',
    },
  ];
}

/** The job does not talk to the API server. */
const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name,
    namespace,
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': partOf },
  },
  automountServiceAccountToken: false,
};
