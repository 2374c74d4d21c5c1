import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { outside } from '../../common/outside.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { serviceHost } from '../../common/service-host.ts';
import { syncWave } from '../../common/sync-wave.ts';
import type { ConfigMapFiles, Endpoint, Flow } from '../../component.ts';
import {
  buckets,
  objectStoreEndpoint,
  objectStoreFor,
  objectStorePort,
} from '../../data/object-store/names.ts';
import * as postgres from '../../data/postgres/names.ts';
import { namespace, podsOf, processLabels } from '../labels.ts';
import { secretFiles, secretPath, synapsePaths } from '../paths.ts';
import { synapseUser } from '../process/process-pod.ts';
import { secretNames } from '../secrets.ts';
import { syncWaves } from '../sync-waves.ts';
import { cleanupScript } from './cleanup-script.ts';
import { mediaHolder, offloadsMedia } from './holder.ts';
import { makeStoreAccess, mediaImage, volumeParts } from './store.ts';

/** Name of the CronJob, of its ConfigMap and of its pods' role. */
export const cleanupName = 'synapse-media-cleanup';
const name = cleanupName;
const labels = processLabels('media-cleanup');
const script = { file: 'media-cleanup.py', directory: '/etc/synapse/media-cleanup' } as const;

/** The program's cache lives here, for one run: it grows by about 200 bytes for each media that ever was. */
const work = { directory: '/work', sizeLimit: '8Gi' } as const;

/** Hours after which a run is given up; the next one continues where it stopped, since what was moved is gone from the volume. */
const patience = 6;

/** The script of the job. */
export function makeCleanupConfigMap(environment: Environment): ConfigMapFiles[] {
  if (!offloadsMedia(environment)) return [];
  return [
    {
      name,
      namespace,
      labels: objectLabels(labels),
      files: { [script.file]: { format: 'text', text: cleanupScript } },
    },
  ];
}

/**
 * Every night: media that nobody has asked for lately leaves the volume, once the object store has it. Synapse itself copies to the
 * store and never deletes. The pod shares a ReadWriteOnce volume with the process that keeps media, so it must run on the same node.
 */
export function makeCleanup(environment: Environment): (ICronJob & KubernetesObject)[] {
  const image = mediaImage(environment);
  if (image === undefined) return [];
  const holder = mediaHolder(environment);
  const access = makeStoreAccess(environment);
  return [
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: {
        name,
        namespace,
        labels: objectLabels(labels),
        annotations: syncWave(syncWaves.router),
      },
      spec: {
        schedule: '0 3 * * *',
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3_600,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels: objectLabels(labels) },
          spec: {
            backoffLimit: 2,
            activeDeadlineSeconds: patience * 3_600,
            template: {
              metadata: { labels: objectLabels(labels) },
              spec: {
                serviceAccountName: 'synapse',
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                restartPolicy: 'Never',
                priorityClassName: priorityClasses.standard.name,
                securityContext: podSecurityContext(synapseUser),
                ...placementFor(environment, 'application'),
                affinity: {
                  podAffinity: {
                    requiredDuringSchedulingIgnoredDuringExecution: [
                      {
                        topologyKey: 'kubernetes.io/hostname',
                        labelSelector: { matchLabels: selectorLabels(processLabels(holder.component)) },
                      },
                    ],
                  },
                },
                containers: [
                  {
                    name: 'cleanup',
                    image,
                    imagePullPolicy: 'IfNotPresent',
                    command: ['python3', `${script.directory}/${script.file}`],
                    args: makeArguments(environment),
                    workingDir: work.directory,
                    env: [...makeDatabaseVariables(environment), ...access.env],
                    resources: containerResources({ cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' }),
                    securityContext: containerSecurityContext,
                    volumeMounts: [
                      { name: 'script', mountPath: script.directory, readOnly: true },
                      { name: 'secrets', mountPath: synapsePaths.secrets, readOnly: true },
                      { name: 'work', mountPath: work.directory },
                      ...volumeParts.mounts,
                      ...access.mounts,
                    ],
                  },
                ],
                volumes: [
                  { name: 'script', configMap: { name } },
                  {
                    name: 'secrets',
                    secret: {
                      secretName: secretNames.databaseCa,
                      defaultMode: 0o440,
                      items: [{ key: 'ca.crt', path: secretFiles.databaseCa }],
                    },
                  },
                  { name: 'work', emptyDir: { sizeLimit: work.sizeLimit } },
                  ...volumeParts.volumes,
                  ...access.volumes,
                ],
              },
            },
          },
        },
      },
    },
  ];
}

/** libpq's own variables: `s3_media_upload` hands over what it reads in a file, and the password shall be in none. */
function makeDatabaseVariables(environment: Environment) {
  return [
    { name: 'PGAPPNAME', value: name },
    { name: 'PGHOST', value: serviceHost(environment, postgres.poolerName, postgres.namespace) },
    { name: 'PGPORT', value: String(postgres.ports.postgres) },
    { name: 'PGDATABASE', value: postgres.databaseName },
    { name: 'PGUSER', value: postgres.databaseName },
    { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: secretNames.databaseUser, key: 'password' } } },
    { name: 'PGSSLMODE', value: 'verify-full' },
    { name: 'PGSSLROOTCERT', value: secretPath('databaseCa') },
    { name: 'PGCONNECT_TIMEOUT', value: '10' },
  ];
}

function makeArguments(environment: Environment): string[] {
  const options = {
    media: synapsePaths.media,
    days: String(environment.synapse.media.retentionDays),
    bucket: buckets.synapse,
    endpoint: objectStoreFor(environment).endpoint,
  };
  return Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
}

/** Connections to the object store, for the job to the database, and to the pages that link previews show. */
export function makeMediaFlows(environment: Environment): Flow[] {
  const holder = podsOf(processLabels(mediaHolder(environment).component));
  return [...storeFlows(environment, holder), ...previewFlows(environment, holder)];
}

function previewFlows(environment: Environment, holder: Endpoint): Flow[] {
  if (environment.synapse.settings['url_preview_enabled'] !== true) return [];
  const ports = [80, 443].map((port) => ({ port, protocol: 'TCP' }) as const);
  return [{ from: holder, to: outside(environment), ports, why: 'link previews are fetched' }];
}

function storeFlows(environment: Environment, holder: Endpoint): Flow[] {
  if (!offloadsMedia(environment)) return [];
  const store = { to: objectStoreEndpoint(environment), ports: [objectStorePort(environment)] };
  const cleanup = podsOf(labels);
  return [
    {
      from: holder,
      ...store,
      why: 'media is copied to the object store and read from it',
    },
    { from: cleanup, ...store, why: 'the nightly job moves media to the object store' },
    {
      from: cleanup,
      to: postgres.poolerEndpoint,
      ports: [{ port: postgres.ports.postgres, protocol: 'TCP' }],
      why: 'the nightly job asks when media was used last',
    },
  ];
}
