import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IStatefulSetSpec } from 'kubernetes-models/apps/v1/StatefulSetSpec';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { backup } from '../../common/backup.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { keepForever } from '../../common/sync-wave.ts';
import { makeExporter } from './exporter.ts';
import { files, paths } from './paths.ts';
import { longestStart } from './scripts.ts';
import {
  authSecretOf,
  hasSentinels,
  isReplicated,
  namesOf,
  nodeLabelsOf,
  ports,
  programsOf,
  type SentinelCache,
} from './sentinel-cache.ts';

/** User of the valkey and redis images. */
const user = 999;

/** Servers, each with a Sentinel beside it, on nodes of their own: a majority of Sentinels survives the loss of any one node. */
export function makeNodes(cache: SentinelCache, environment: Environment): IStatefulSet & KubernetesObject {
  const { replicas, resources, storage } = cache.settings(environment);
  const names = namesOf(cache);
  const nodeLabels = nodeLabelsOf(cache);
  const labels = selectorLabels(nodeLabels);
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: names.nodes,
      namespace: cache.namespace,
      labels: objectLabels(nodeLabels),
      ...(storage !== null && {
        annotations: { ...keepForever, ...backup({ by: 'rebuildable', why: rebuilt }) },
      }),
    },
    spec: {
      replicas,
      serviceName: names.headless,
      // Pods that start together find their master together; updates still go one by one.
      podManagementPolicy: 'Parallel',
      // The Sentinels take notice of a new pod before the next one goes.
      minReadySeconds: 10,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: objectLabels(nodeLabels) },
        spec: {
          serviceAccountName: names.serviceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurityContext(user),
          priorityClassName: priorityClasses.data.name,
          // Handing over and shutting down take up to ten seconds each.
          terminationGracePeriodSeconds: 45,
          ...placementFor(environment, 'cache'),
          ...spreadOverHosts(environment, labels, 'required'),
          containers: [
            makeServer(cache, environment),
            ...(hasSentinels(cache, environment) ? [makeSentinel(cache, environment)] : []),
            makeExporter(cache),
          ],
          volumes: [
            { name: 'config', configMap: { name: names.nodes } },
            { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
            ...(storage === null
              ? [{ name: dataVolume, emptyDir: { sizeLimit: resources.memoryLimit } }]
              : []),
          ],
        },
      },
      ...(storage !== null && makeDataVolume(environment, storage)),
    },
  };
}

const dataVolume = 'data';

const rebuilt = 'LiveKit nodes announce themselves again, and calls are set up again when people rejoin';

/** A volume for each server that outlives its pod, a smaller cache, and the StatefulSet itself. */
function makeDataVolume(
  environment: Environment,
  storage: string,
): Pick<IStatefulSetSpec, 'persistentVolumeClaimRetentionPolicy' | 'volumeClaimTemplates'> {
  return {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: dataVolume },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: environment.cluster.storageClasses.standard,
          resources: { requests: { storage } },
        },
      },
    ],
  };
}

const configMount = { name: 'config', mountPath: paths.config, readOnly: true };
const runMount = { name: 'run', mountPath: paths.run };

function makeProgram(cache: SentinelCache, environment: Environment, script: string, port: number) {
  return {
    image: imageReference(images[environment.slots.cache]),
    command: ['sh', `${paths.config}/${script}`],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      // The client reads the password from this variable, the scripts too; valkey-cli 9 keeps the old name (valkey-io/valkey pull 2334).
      { name: 'REDISCLI_AUTH', valueFrom: { secretKeyRef: authSecretOf(cache) } },
    ],
    securityContext: containerSecurityContext,
    startupProbe: {
      ...answers(environment, port, 'ping', 'PONG'),
      periodSeconds: 2,
      // The longest search for a master, and half a minute to get going.
      failureThreshold: (longestStart(cache.settings(environment)) + 31) >> 1,
    },
  };
}

function makeServer(cache: SentinelCache, environment: Environment): IContainer {
  const port = ports.server;
  return {
    name: 'server',
    ...makeProgram(cache, environment, files.startServer, port),
    ports: [{ name: 'redis', containerPort: port }],
    // A replica counts once it has the master's data: an update waits for it before it takes the next pod.
    readinessProbe: answers(environment, port, 'info replication', 'role:master|master_link_status:up'),
    livenessProbe: { ...answers(environment, port, 'ping', 'PONG|LOADING|BUSY'), failureThreshold: 3 },
    ...(isReplicated(cache, environment) && {
      lifecycle: { preStop: { exec: { command: ['sh', `${paths.config}/${files.stopServer}`] } } },
    }),
    resources: containerResources(cache.settings(environment).resources),
    volumeMounts: [configMount, runMount, { name: dataVolume, mountPath: paths.data }],
  };
}

function makeSentinel(cache: SentinelCache, environment: Environment): IContainer {
  const port = ports.sentinel;
  return {
    name: 'sentinel',
    ...makeProgram(cache, environment, files.startSentinel, port),
    ports: [{ name: 'sentinel', containerPort: port }],
    readinessProbe: answers(environment, port, 'ping', 'PONG'),
    livenessProbe: { ...answers(environment, port, 'ping', 'PONG|BUSY'), failureThreshold: 3 },
    resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { memory: '64Mi' } },
    volumeMounts: [configMount, runMount],
  };
}

/** A probe that asks the program and looks for a word in its reply: the client succeeds whatever the server says. */
function answers(environment: Environment, port: number, command: string, expected: string) {
  const { cli } = programsOf(environment);
  return {
    exec: { command: ['sh', '-c', `${cli} -p ${port} ${command} | grep -Eq '${expected}'`] },
    timeoutSeconds: 5,
    periodSeconds: 10,
  };
}
