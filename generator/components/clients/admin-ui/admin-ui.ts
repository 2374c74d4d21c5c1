import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference } from '../../../versions.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import type { Component } from '../../component.ts';
import { adminUiPort, componentName, labels, namespace } from './names.ts';
import { adminUiProduct } from './products.ts';

const name = componentName;
const metadata = { name, namespace, labels: objectLabels(labels) };

/** Pages for administrators, under a host of their own that only the admin networks reach. */
export const adminUiComponent: Component = {
  name,
  tier: 'clients',
  summary: 'pages for administrators',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [
      serviceAccount,
      makeDeployment(environment),
      service,
      ...disruptionBudget({
        ...metadata,
        selector: selectorLabels(labels),
        replicas: environment.adminUi.replicas,
      }),
    ],
    configMaps: [{ ...metadata, files: adminUiProduct(environment).files }],
    // It calls nobody: the browser does. Who may call it is declared by the edge.
    flows: [],
    secrets: [],
  }),
};

const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
};

const service: IService & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: {
    selector: selectorLabels(labels),
    ports: [{ name: 'http', port: adminUiPort, targetPort: 'http', protocol: 'TCP' }],
  },
};

function makeDeployment(environment: Environment): IDeployment & KubernetesObject {
  const { replicas, resources } = environment.adminUi;
  const { image, user, health, command, env, volumeMounts } = adminUiProduct(environment);
  const probe = { httpGet: { path: health, port: 'http' } };
  const writesFiles = volumeMounts.some((mount) => mount.name === 'tmp');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(labels) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: objectLabels(labels) },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: priorityClasses.standard.name,
          securityContext: podSecurityContext(user),
          ...placementFor(environment, 'application'),
          ...spreadOverHosts(environment, selectorLabels(labels), 'preferred'),
          containers: [
            {
              name,
              image: imageReference(image),
              ...(command !== undefined && { command }),
              ...(env.length > 0 && { env }),
              ports: [{ name: 'http', containerPort: adminUiPort, protocol: 'TCP' }],
              resources: containerResources(resources),
              securityContext: containerSecurityContext,
              startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 30 },
              readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
              livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 3 },
              // Proxies need a moment to see that the endpoint is gone.
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              volumeMounts,
            },
          ],
          volumes: [
            { name: 'config', configMap: { name } },
            ...(writesFiles ? [{ name: 'tmp', emptyDir: { sizeLimit: '16Mi' } }] : []),
          ],
        },
      },
    },
  };
}
