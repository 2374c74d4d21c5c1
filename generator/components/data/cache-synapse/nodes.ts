import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { files, paths } from './config/paths.ts';
import { longestStart } from './config/scripts.ts';
import { authSecret, isReplicated, names, namespace, nodeLabels, ports, programsOf } from './names.ts';

/** User of the valkey and redis images. */
const user = 999;

/** Servers, each with a Sentinel beside it, on nodes of their own: a majority of Sentinels survives the loss of any one node. */
export function makeNodes(environment: Environment): IStatefulSet & KubernetesObject {
  const { replicas, resources } = environment.cacheSynapse;
  const labels = selectorLabels(nodeLabels);
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: names.nodes, namespace, labels: objectLabels(nodeLabels) },
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
            makeServer(environment),
            ...(isReplicated(environment) ? [makeSentinel(environment)] : []),
            exporter,
          ],
          volumes: [
            { name: 'config', configMap: { name: names.nodeConfig } },
            { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
            { name: 'data', emptyDir: { sizeLimit: resources.memoryLimit } },
          ],
        },
      },
    },
  };
}

/** The client reads the password from this variable, the scripts too. */
const passwordFromSecret = { secretKeyRef: { name: authSecret.name, key: authSecret.key } };

const configMount = { name: 'config', mountPath: paths.config, readOnly: true };
const runMount = { name: 'run', mountPath: paths.run };

function makeProgram(environment: Environment, script: string) {
  return {
    image: imageReference(images[environment.slots.cache]),
    command: ['sh', `${paths.config}/${script}`],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'REDISCLI_AUTH', valueFrom: passwordFromSecret },
    ],
    securityContext: containerSecurityContext,
    startupProbe: {
      ...answers(environment, script === files.startServer ? ports.redis : ports.sentinel, 'ping', 'PONG'),
      periodSeconds: 2,
      // The longest search for a master, and half a minute to get going.
      failureThreshold: (longestStart(environment.cacheSynapse.replicas) + 31) >> 1,
    },
  };
}

function makeServer(environment: Environment): IContainer {
  const { redis } = ports;
  return {
    name: 'server',
    ...makeProgram(environment, files.startServer),
    ports: [{ name: 'redis', containerPort: redis }],
    // A replica counts once it has the master's data: an update waits for it before it takes the next pod.
    readinessProbe: answers(environment, redis, 'info replication', 'role:master|master_link_status:up'),
    livenessProbe: { ...answers(environment, redis, 'ping', 'PONG|LOADING|BUSY'), failureThreshold: 3 },
    ...(isReplicated(environment) && {
      lifecycle: { preStop: { exec: { command: ['sh', `${paths.config}/${files.stopServer}`] } } },
    }),
    resources: containerResources(environment.cacheSynapse.resources),
    volumeMounts: [configMount, runMount, { name: 'data', mountPath: paths.data }],
  };
}

function makeSentinel(environment: Environment): IContainer {
  const { sentinel } = ports;
  return {
    name: 'sentinel',
    ...makeProgram(environment, files.startSentinel),
    ports: [{ name: 'sentinel', containerPort: sentinel }],
    readinessProbe: answers(environment, sentinel, 'ping', 'PONG'),
    livenessProbe: { ...answers(environment, sentinel, 'ping', 'PONG|BUSY'), failureThreshold: 3 },
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

const exporter: IContainer = {
  name: 'exporter',
  image: imageReference(images.redisExporter),
  ports: [{ name: 'metrics', containerPort: ports.exporter }],
  env: [
    { name: 'REDIS_ADDR', value: `redis://localhost:${ports.redis}` },
    { name: 'REDIS_PASSWORD', valueFrom: passwordFromSecret },
  ],
  securityContext: containerSecurityContext,
  livenessProbe: { httpGet: { path: '/health', port: 'metrics' }, timeoutSeconds: 5, periodSeconds: 10 },
  resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
};
