import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import * as cache from '../../data/cache-livekit/names.ts';
import { turnSecret } from '../coturn/names.ts';
import { nodeAddressVariable } from '../node-address.ts';
import { containerPorts } from '../port-plan.ts';
import { files, paths } from './config.ts';
import { componentName, keySecret, labels, namespace } from './names.ts';

/** Any user will do: the image names none. */
const user = 10_030;

/** Seconds that running calls have to end: a room lives on one server (livekit/livekit-helm livekit-server/values.yaml). */
const drainSeconds = 18_000;

/** Media servers in the node's network, one on a node: two would want the same ports. */
export function makeDeployment(environment: Environment): IDeployment & KubernetesObject {
  const { replicas, resources } = environment.rtc.livekit;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: componentName, namespace, labels: objectLabels(labels) },
    spec: {
      replicas,
      // A new server needs the ports of an old one, which keeps them until its last call has ended.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      progressDeadlineSeconds: drainSeconds + 600,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(labels) },
      template: {
        metadata: { labels: objectLabels(labels) },
        spec: {
          hostNetwork: true,
          dnsPolicy: 'ClusterFirstWithHostNet',
          serviceAccountName: componentName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: priorityClasses.standard.name,
          // On SIGTERM it takes no new calls and ends after the last one.
          terminationGracePeriodSeconds: drainSeconds,
          securityContext: podSecurityContext(user),
          ...placementFor(environment, 'webrtc'),
          ...spreadOverHosts(environment, selectorLabels(labels), 'required'),
          containers: [
            {
              name: 'livekit',
              image: imageReference(images.livekit),
              imagePullPolicy: 'IfNotPresent',
              command: ['sh', `${paths.config}/${files.start}`],
              env: [
                nodeAddressVariable,
                { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { ...cache.authSecret } } },
                {
                  name: 'LIVEKIT_REDIS_SENTINEL_PASSWORD',
                  valueFrom: { secretKeyRef: { ...cache.authSecret } },
                },
              ],
              ports: containerPorts(environment, 'livekit'),
              resources: containerResources(resources),
              securityContext: containerSecurityContext,
              // `/` answers 200, and 406 when the server has lost touch with the others.
              startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
              livenessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 10, timeoutSeconds: 5 },
              readinessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 5 },
              volumeMounts: [
                { name: 'config', mountPath: paths.config, readOnly: true },
                { name: 'secrets', mountPath: paths.secrets, readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: componentName } },
            {
              name: 'secrets',
              projected: {
                // LiveKit refuses secrets that others may read; its group, which `fsGroup` sets, must.
                defaultMode: 0o440,
                sources: [
                  {
                    secret: { name: keySecret.name, items: [{ key: keySecret.file, path: keySecret.file }] },
                  },
                  {
                    secret: { name: turnSecret.name, items: [{ key: turnSecret.key, path: turnSecret.key }] },
                  },
                ],
              },
            },
          ],
        },
      },
    },
  };
}

const probe = { httpGet: { path: '/', port: 'http' } };
