import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import { placementFor } from '../../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import type { Component, ConfigMapFiles } from '../../component.ts';
import { makeNginxConfig, nginxUser } from '../static-nginx.ts';
import { makeClientConfig } from './client-config.ts';
import { componentName, elementWebPort, labels, namespace } from './names.ts';

const name = componentName;
const metadata = { name, namespace, labels: objectLabels(labels) };

/** Directory in the container that holds `nginx.conf` and `config.json`. */
export const configDirectory = '/etc/element-web';

/** The web client: static files, an nginx that serves them and one file of configuration. */
export const elementWebComponent: Component = {
  name,
  tier: 'clients',
  summary: 'Element Web',
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
        replicas: environment.elementWeb.replicas,
      }),
    ],
    configMaps: [makeConfigMap(environment)],
    // It calls nobody; who may call it is declared by the edge.
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
    ports: [{ name: 'http', port: elementWebPort, targetPort: 'http', protocol: 'TCP' }],
  },
};

function makeConfigMap(environment: Environment): ConfigMapFiles {
  return {
    ...metadata,
    files: {
      'nginx.conf': {
        format: 'text',
        text: makeNginxConfig(environment, { port: elementWebPort, configDirectory }),
      },
      'config.json': { format: 'json', value: makeClientConfig(environment) },
    },
  };
}

function makeDeployment(environment: Environment): IDeployment & KubernetesObject {
  const { replicas, resources } = environment.elementWeb;
  const probe = { httpGet: { path: '/config.json', port: 'http' } };
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
          securityContext: podSecurityContext(nginxUser),
          ...placementFor(environment, 'application'),
          ...spreadOverHosts(environment, selectorLabels(labels), 'preferred'),
          containers: [
            {
              name,
              image: imageReference(images.elementWeb),
              // Past the entry point, whose scripts write into the image.
              command: ['nginx', '-e', 'stderr', '-c', `${configDirectory}/nginx.conf`],
              ports: [{ name: 'http', containerPort: elementWebPort, protocol: 'TCP' }],
              resources: containerResources(resources),
              securityContext: containerSecurityContext,
              startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 30 },
              readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
              livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 3 },
              // Proxies need a moment to see that the endpoint is gone.
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              volumeMounts: [
                { name: 'config', mountPath: configDirectory, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name } },
            { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
          ],
        },
      },
    },
  };
}
