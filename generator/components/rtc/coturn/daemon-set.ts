import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { nodeAddressVariable } from '../node-address.ts';
import { containerPorts } from '../port-plan.ts';
import { files, paths } from './config.ts';
import { certificateSecret, componentName, labels, namespace, turnSecret } from './names.ts';

/** `nobody` and `nogroup` of the image (coturn/coturn docker/coturn/debian/Dockerfile: `USER nobody:nogroup`, Debian's 65534). */
const user = 65_534;

/** Seconds that running calls have to end or to find another relay. */
const drainSeconds = 3600;

/** A TURN server on every WebRTC node, in the node's network: relayed media comes and goes under an address that clients can reach. */
export function makeDaemonSet(environment: Environment): IDaemonSet & KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: componentName, namespace, labels: objectLabels(labels) },
    spec: {
      // The old server keeps its ports until it has drained, so the new one starts after it.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      minReadySeconds: 10,
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
          terminationGracePeriodSeconds: drainSeconds,
          securityContext: podSecurityContext(user),
          ...placementFor(environment, 'webrtc'),
          containers: [
            {
              name: 'coturn',
              image: imageReference(images.coturn),
              imagePullPolicy: 'IfNotPresent',
              command: ['sh', `${paths.config}/${files.start}`],
              env: [nodeAddressVariable],
              ports: containerPorts(environment, 'coturn'),
              resources: containerResources(environment.rtc.coturn.resources),
              securityContext: {
                ...containerSecurityContext,
                // The program carries this capability in its file and cannot be started without it, even on high ports.
                capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
              },
              // SIGUSR1: no new allocations, and an end when the last one is gone. SIGTERM, which follows this hook, ends it at once.
              lifecycle: {
                preStop: {
                  exec: {
                    command: ['sh', '-c', 'kill -USR1 1; while kill -0 1 2>/dev/null; do sleep 1; done'],
                  },
                },
              },
              startupProbe: { tcpSocket: { port: 'turn-tcp' }, periodSeconds: 2, failureThreshold: 30 },
              // A busy relay is spared for a minute: killing it ends every call that it carries.
              livenessProbe: {
                tcpSocket: { port: 'turn-tcp' },
                periodSeconds: 10,
                timeoutSeconds: 5,
                failureThreshold: 6,
              },
              readinessProbe: { tcpSocket: { port: 'turn-tcp' }, periodSeconds: 10, timeoutSeconds: 5 },
              volumeMounts: [
                { name: 'config', mountPath: paths.config, readOnly: true },
                { name: 'run', mountPath: paths.run },
                { name: 'secret', mountPath: paths.secret, readOnly: true },
                { name: 'tls', mountPath: paths.tls, readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: componentName } },
            { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
            { name: 'secret', secret: { secretName: turnSecret.name, defaultMode: 0o440 } },
            { name: 'tls', secret: { secretName: certificateSecret, defaultMode: 0o440 } },
          ],
        },
      },
    },
  };
}
