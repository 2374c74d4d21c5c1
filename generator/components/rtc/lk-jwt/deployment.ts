import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { serviceHost } from '../../common/service-host.ts';
import { mountTrustedCa } from '../../platform/certificates/names.ts';
import * as synapse from '../../synapse/labels.ts';
import { routerPorts } from '../../synapse/ports.ts';
import { routerName } from '../../synapse/router/names.ts';
import { apiKey, keySecret, publicUrl as livekitUrl } from '../livekit/names.ts';
import { componentName, labels, namespace, ports } from './names.ts';

/** Any user will do: the image names none. */
const user = 10_033;

const secrets = '/secrets';

/**
 * The authoriser. One replica, always: it remembers in its memory which callers it must sign off when they vanish, and a second replica
 * would not know them (element-hq/lk-jwt-service issue 216). The old pod goes before the new one comes, for the same reason.
 */
export function makeDeployment(environment: Environment): IDeployment & KubernetesObject {
  const ca = mountTrustedCa(environment);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: componentName, namespace, labels: objectLabels(labels) },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(labels) },
      template: {
        metadata: { labels: objectLabels(labels) },
        spec: {
          serviceAccountName: componentName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: priorityClasses.standard.name,
          terminationGracePeriodSeconds: 30,
          securityContext: podSecurityContext(user),
          ...placementFor(environment, 'application'),
          containers: [
            {
              name: 'lk-jwt-service',
              image: imageReference(images.lkJwt),
              imagePullPolicy: 'IfNotPresent',
              env: [...makeVariables(environment), ...ca.env],
              ports: [{ name: 'http', containerPort: ports.http }],
              resources: containerResources(environment.rtc.lkJwt.resources),
              securityContext: containerSecurityContext,
              startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 30 },
              livenessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 5 },
              readinessProbe: { ...probe, periodSeconds: 5, timeoutSeconds: 5 },
              volumeMounts: [{ name: 'secrets', mountPath: secrets, readOnly: true }, ...ca.volumeMounts],
            },
          ],
          volumes: [
            {
              name: 'secrets',
              secret: {
                secretName: keySecret.name,
                defaultMode: 0o440,
                items: [{ key: keySecret.key, path: keySecret.key }],
              },
            },
            ...ca.volumes,
          ],
        },
      },
    },
  };
}

const probe = { httpGet: { path: '/healthz', port: 'http' } };

/**
 * Variables that v0.5.0 (`config.go`) and its successor in Rust (`src/config.rs`) both know. That one trusts what rustls-native-certs finds,
 * which is `SSL_CERT_FILE` (`Cargo.lock`: reqwest with both kinds of roots).
 */
function makeVariables(environment: Environment) {
  const { serverName } = environment.hosts;
  const router = `http://${serviceHost(environment, routerName, synapse.namespace)}:${routerPorts.http}`;
  return [
    { name: 'LIVEKIT_JWT_BIND', value: `:${ports.http}` },
    // Callers connect to it, and the authoriser creates rooms through it.
    { name: 'LIVEKIT_URL', value: livekitUrl(environment) },
    { name: 'LIVEKIT_KEY', value: apiKey },
    { name: 'LIVEKIT_SECRET_FROM_FILE', value: `${secrets}/${keySecret.key}` },
    // People of other homeservers may join calls, not begin them.
    { name: 'LIVEKIT_FULL_ACCESS_HOMESERVERS', value: serverName },
    // Signs callers off on a short way. Who somebody is it asks under the public name, as every homeserver is asked.
    { name: 'LIVEKIT_CS_API_URL_OVERRIDES', value: `${serverName}=${router}` },
  ];
}
