import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import type { ConfigMapFiles } from '../../component.ts';
import { authSecret, names, namespace, ports, proxyLabels } from './names.ts';
import { makeProxyConfig, passwordVariable } from './proxy-config.ts';

/** User of the haproxy image. */
const user = 99;

/** File of the proxies' ConfigMap. */
export const proxyFile = 'haproxy.cfg';

/** Configuration of the proxies. */
export function makeProxyConfigMap(environment: Environment): ConfigMapFiles {
  return {
    name: names.master,
    namespace,
    labels: objectLabels(proxyLabels),
    files: { [proxyFile]: makeProxyConfig(environment) },
  };
}

/** HAProxy in front of the servers: Synapse knows no Sentinel, so something else must follow the master. */
export function makeProxy(environment: Environment): IDeployment & KubernetesObject {
  const { proxyReplicas } = environment.cacheSynapse;
  const labels = selectorLabels(proxyLabels);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: names.master, namespace, labels: objectLabels(proxyLabels) },
    spec: {
      replicas: proxyReplicas,
      selector: { matchLabels: labels },
      // One proxy carries everything; a surge would need a node more than there are proxies.
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate:
          proxyReplicas > 1 ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 },
      },
      template: {
        metadata: { labels: objectLabels(proxyLabels) },
        spec: {
          serviceAccountName: names.serviceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurityContext(user),
          priorityClassName: priorityClasses.data.name,
          terminationGracePeriodSeconds: 30,
          ...placementFor(environment, 'cache'),
          // Both on one node would be lost together, and with them the only way to the bus.
          ...spreadOverHosts(environment, labels, 'required'),
          containers: [
            {
              name: 'haproxy',
              image: imageReference(images.haproxy),
              command: ['haproxy', '-W', '-db', '-f', `/config/${proxyFile}`],
              ports: [
                { name: 'redis', containerPort: ports.redis },
                { name: 'status', containerPort: ports.status },
              ],
              env: [
                {
                  name: passwordVariable,
                  valueFrom: { secretKeyRef: { name: authSecret.name, key: authSecret.key } },
                },
              ],
              securityContext: containerSecurityContext,
              // Ready once it sees one master. A failover is shorter than ten failures: it does not empty the Service.
              readinessProbe: {
                httpGet: { path: '/ready', port: 'status' },
                periodSeconds: 2,
                failureThreshold: 10,
              },
              livenessProbe: { httpGet: { path: '/alive', port: 'status' }, periodSeconds: 10 },
              // The Service forgets the pod before HAProxy stops to accept connections.
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
              volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: true }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name: names.master } }],
        },
      },
    },
  };
}
