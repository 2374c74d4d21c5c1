import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Environment } from '../../../environment/environment.ts';
import type { BackupStatement } from '../../../kubernetes/backup-annotation.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { backup } from '../../common/backup.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { serviceHost } from '../../common/service-host.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { keepForever } from '../../common/sync-wave.ts';
import { offloadsMedia } from '../../synapse/media/holder.ts';
import { buckets, names, namespace, ports, rootSecret, serverLabels } from './names.ts';

/** The image runs as root unless told otherwise; any user may run the server. */
const user = 1000;

const rootPath = '/run/minio';

/** Servers of one erasure-coded pool, each with its volumes on a node of its own. They keep their number: a pool cannot shrink or grow. */
export function makeServers(environment: Environment): IStatefulSet & KubernetesObject {
  const { servers } = environment.objectStore;
  const volumes = volumeNames(environment);
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: names.service,
      namespace,
      labels: objectLabels(serverLabels),
      annotations: { ...keepForever, ...backup(...describeBackup(environment)) },
    },
    spec: {
      replicas: servers,
      serviceName: names.headless,
      // A server is ready once a majority of all volumes is there: one after the other, the first would wait for ever.
      podManagementPolicy: 'Parallel',
      // The others connect to a restarted server again before the next one goes.
      minReadySeconds: 15,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: selectorLabels(serverLabels) },
      template: {
        metadata: { labels: objectLabels(serverLabels) },
        spec: {
          serviceAccountName: names.serviceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurityContext(user),
          priorityClassName: priorityClasses.data.name,
          terminationGracePeriodSeconds: 60,
          ...placementFor(environment, 'storage'),
          // Two servers on one node would be lost together, more volumes than parity covers.
          ...spreadOverHosts(environment, selectorLabels(serverLabels), 'required'),
          containers: [makeServer(environment, volumes)],
          volumes: [
            {
              name: 'root',
              secret: { secretName: rootSecret.name, items: [{ key: rootSecret.key, path: rootSecret.key }] },
            },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          ],
        },
      },
      volumeClaimTemplates: volumes.map((name) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: environment.cluster.storageClasses.fast,
          resources: { requests: { storage: environment.objectStore.volumeSize } },
        },
      })),
    },
  };
}

/** Media is copied; logs are not worth it. */
export function describeBackup(environment: Environment): BackupStatement[] {
  const logs: BackupStatement = { by: 'rebuildable', why: `bucket ${buckets.loki} holds logs only` };
  if (!offloadsMedia(environment)) return [logs];
  if (environment.objectStore.mediaBackup === null)
    return [{ by: 'none', why: 'objectStore.mediaBackup is not set' }];
  return [{ by: 'copy', kind: 'CronJob', namespace, name: names.mediaBackup }, logs];
}

function volumeNames({ objectStore }: Environment): string[] {
  return Array.from({ length: objectStore.volumesPerServer }, (_, index) => `data-${index}`);
}

/** Settings of the server, with and without operator; the root user comes from a file. Source: minio/minio `internal/config/constants.go`, which Silo keeps. */
export function commonSettings({ objectStore }: Environment): { name: string; value: string }[] {
  return [
    { name: 'MINIO_STORAGE_CLASS_STANDARD', value: `EC:${objectStore.parity}` },
    // The network policy decides who reads metrics: a token would have to be made from the root password and renewed.
    { name: 'MINIO_PROMETHEUS_AUTH_TYPE', value: 'public' },
    { name: 'MINIO_BROWSER', value: 'off' },
    { name: 'MINIO_UPDATE', value: 'off' },
  ];
}

function makeServer(environment: Environment, volumes: readonly string[]): IContainer {
  return {
    name: 'server',
    image: imageReference(images.silo),
    command: ['silo', 'server', '--address', `:${ports.s3}`, volumesArgument(environment)],
    env: [
      { name: 'MINIO_CONFIG_ENV_FILE', value: `${rootPath}/${rootSecret.key}` },
      ...commonSettings(environment),
    ],
    ports: [{ name: 's3', containerPort: ports.s3 }],
    securityContext: containerSecurityContext,
    readinessProbe: probes('s3').readiness,
    livenessProbe: probes('s3').liveness,
    // The Service forgets the pod before the server stops to accept connections.
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
    resources: containerResources(environment.objectStore.resources),
    volumeMounts: [
      ...volumes.map((name, index) => ({ name, mountPath: `/data/${index}` })),
      { name: 'root', mountPath: rootPath, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** All volumes of all servers in the server's own notation, three dots: one argument is one pool. */
export function volumesArgument(environment: Environment): string {
  const { servers, volumesPerServer } = environment.objectStore;
  const volumes = volumesPerServer === 1 ? '/data/0' : `/data/{0...${volumesPerServer - 1}}`;
  if (servers === 1) return volumes;
  const pod = `${names.service}-{0...${servers - 1}}.${names.headless}`;
  return `http://${serviceHost(environment, pod, namespace)}:${ports.s3}${volumes}`;
}

/** Probes on a port, by name or number; ready once the server knows its volumes and a majority of the others. */
export function probes(port: string | number) {
  return {
    readiness: { httpGet: { path: '/minio/health/ready', port }, periodSeconds: 5, timeoutSeconds: 5 },
    liveness: {
      httpGet: { path: '/minio/health/live', port },
      periodSeconds: 10,
      timeoutSeconds: 10,
      failureThreshold: 6,
    },
  };
}
