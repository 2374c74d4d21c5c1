import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { syncWave } from '../../common/sync-wave.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { makeDisruptionBudget } from '../disruption-budget.ts';
import { namespace, routerLabels } from '../labels.ts';
import { routerPorts } from '../ports.ts';
import { syncWaves } from '../sync-waves.ts';
import { overloadAnswer, routerDirectory } from './answers.ts';
import { makeHaproxyConfig, routerFiles } from './haproxy-config.ts';
import { routerName } from './names.ts';
import { makeRouteMap } from './route-map.ts';
import { adminRoutes, makePublicRoutes } from './routing-table.ts';
import { routerTimeouts } from './timeouts.ts';
import { makeWellKnownFiles } from './well-known.ts';

/** User of the HAProxy image (docker-library/haproxy, `adduser --uid 99`). */
const haproxyUser = 99;

const metadata = {
  name: routerName,
  namespace,
  labels: objectLabels(routerLabels),
  annotations: syncWave(syncWaves.router),
};

/** The router: what the edge and in-cluster clients talk to instead of Synapse. */
export function makeRouter(environment: Environment): KubernetesObject[] {
  return [
    makeService(),
    makeServiceAccount(),
    makeDeployment(environment),
    ...makeDisruptionBudget(routerName, routerLabels, environment.synapse.router.replicas, syncWaves.router),
  ];
}

/** Files of the router. */
export function makeRouterConfigMap(environment: Environment): ConfigMapFiles {
  return {
    name: routerName,
    namespace,
    labels: metadata.labels,
    files: {
      'haproxy.cfg': makeHaproxyConfig(environment),
      [routerFiles.publicMap]: makeRouteMap(environment, makePublicRoutes(environment)),
      [routerFiles.adminMap]: makeRouteMap(environment, adminRoutes),
      [routerFiles.overload]: overloadAnswer,
      ...makeWellKnownFiles(environment),
    },
  };
}

function makeService(): IService & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      selector: selectorLabels(routerLabels),
      ports: [
        { name: 'http', port: routerPorts.http, targetPort: 'http', appProtocol: 'http' },
        { name: 'admin', port: routerPorts.admin, targetPort: 'admin', appProtocol: 'http' },
      ],
    },
  };
}

function makeServiceAccount(): IServiceAccount & KubernetesObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false };
}

/** New pods before old ones go: a router holds thousands of open requests, and the others should not have to take them all. */
function makeDeployment(environment: Environment): IDeployment & KubernetesObject {
  const { replicas, resources } = environment.synapse.router;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(routerLabels) },
      template: {
        metadata: { labels: objectLabels(routerLabels) },
        spec: {
          serviceAccountName: routerName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: priorityClasses.synapse.name,
          // The image's stop signal is SIGUSR1: HAProxy closes its ports and lets running requests end.
          terminationGracePeriodSeconds: routerTimeouts.leaveService + routerTimeouts.drain + 5,
          securityContext: podSecurityContext(haproxyUser),
          ...placementFor(environment, 'application'),
          ...spreadOverHosts(environment, selectorLabels(routerLabels), 'preferred'),
          containers: [
            {
              name: 'haproxy',
              image: imageReference(images.haproxy),
              imagePullPolicy: 'IfNotPresent',
              command: ['haproxy'],
              args: ['-db', '-f', `${routerDirectory}/haproxy.cfg`],
              ports: Object.entries(routerPorts).map(([name, containerPort]) => ({ name, containerPort })),
              resources: containerResources(resources),
              securityContext: containerSecurityContext,
              lifecycle: { preStop: { sleep: { seconds: routerTimeouts.leaveService } } },
              // Addresses come from DNS a moment after the start.
              startupProbe: {
                ...status('/ready'),
                periodSeconds: 2,
                timeoutSeconds: 2,
                failureThreshold: 150,
              },
              livenessProbe: {
                ...status('/alive'),
                periodSeconds: 10,
                timeoutSeconds: 5,
                failureThreshold: 3,
              },
              readinessProbe: {
                ...status('/ready'),
                periodSeconds: 5,
                timeoutSeconds: 5,
                failureThreshold: 3,
              },
              volumeMounts: [{ name: 'config', mountPath: routerDirectory, readOnly: true }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name: routerName } }],
        },
      },
    },
  };
}

function status(path: string) {
  return { httpGet: { path, port: 'status' } };
}
