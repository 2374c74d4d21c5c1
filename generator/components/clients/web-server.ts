import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { Environment } from '../../environment/environment.ts';
import type { ConfigFile } from '../../formats/config-file.ts';
import { objectLabels, selectorLabels, type WorkloadLabels } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { type ImagePin, imageReference } from '../../versions.ts';
import { disruptionBudget } from '../common/disruption-budget.ts';
import { placementFor } from '../common/placement.ts';
import { containerSecurityContext, podSecurityContext } from '../common/pod-security.ts';
import { priorityClasses } from '../common/priority-classes.ts';
import { containerResources } from '../common/resources.ts';
import { spreadOverHosts } from '../common/spread.ts';
import type { ComponentOutput } from '../component.ts';

/** Static pages and the program that serves them. */
export interface Site {
  readonly image: ImagePin;
  /** User that the program runs as. */
  readonly user: number;
  /** Path that answers when the program runs. */
  readonly health: string;
  readonly command?: string[];
  readonly env?: IEnvVar[];
  /** Of the volumes `config`, which has `files`, and `tmp`. */
  readonly volumeMounts: IVolumeMount[];
  readonly files: Readonly<Record<string, ConfigFile>>;
}

/** Where a site runs, and how often. */
export interface WebServer {
  /** Name of the component and of its objects. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: WorkloadLabels;
  readonly port: number;
  readonly size: Environment['elementWeb'];
}

/** A web server: Deployment, Service, budget and configuration. Browsers do the talking, so that it calls nobody; the edge says who calls it. */
export function renderWebServer(environment: Environment, server: WebServer, site: Site): ComponentOutput {
  const { name, namespace, labels, size } = server;
  const metadata = { name, namespace, labels: objectLabels(labels) };
  const selector = selectorLabels(labels);
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
    spec: { selector, ports: [{ name: 'http', port: server.port, targetPort: 'http', protocol: 'TCP' }] },
  };
  return {
    resources: [
      serviceAccount,
      makeDeployment(environment, server, site),
      service,
      ...disruptionBudget({ ...metadata, selector, replicas: size.replicas }),
    ],
    configMaps: [{ ...metadata, files: site.files }],
    flows: [],
    secrets: [],
  };
}

function makeDeployment(
  environment: Environment,
  { name, namespace, labels, port, size: { replicas, resources } }: WebServer,
  { image, user, health, command, env, volumeMounts }: Site,
): IDeployment & KubernetesObject {
  const probe = { httpGet: { path: health, port: 'http' } };
  const writesFiles = volumeMounts.some((mount) => mount.name === 'tmp');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: objectLabels(labels) },
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
              ...(env !== undefined && { env }),
              ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
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
