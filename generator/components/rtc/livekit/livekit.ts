import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { fixedHostPorts } from '../../../environment/host-ports.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { disruptionBudget } from '../../common/disruption-budget.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import type { Component, SecretDeclaration } from '../../component.ts';
import * as cache from '../../data/cache-livekit/names.ts';
import { flowFromPrometheus } from '../../observability/names.ts';
import { files, makeConfig, makeStartScript } from './config.ts';
import { makeDeployment } from './deployment.ts';
import {
  apiKey,
  componentName,
  keySecret,
  labels,
  namespace,
  ports,
  serverEndpoint,
  serviceName,
} from './names.ts';

const metadata = { name: componentName, namespace, labels: objectLabels(labels) };

/** Media servers of group calls: everybody sends once, and they send it on to everybody else. */
export const livekitComponent: Component = {
  name: componentName,
  tier: 'rtc',
  summary: 'media servers of group calls',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => ({
    resources: [
      serviceAccount,
      service,
      makeDeployment(environment),
      ...disruptionBudget({
        ...metadata,
        selector: selectorLabels(labels),
        replicas: environment.rtc.livekit.replicas,
      }),
      podMonitor({ name: componentName, namespace, selector: selectorLabels(labels), port: 'metrics' }),
    ],
    configMaps: [
      {
        ...metadata,
        files: {
          [files.config]: makeConfig(environment),
          [files.start]: makeStartScript(environment),
        },
      },
    ],
    flows: [
      flowFromPrometheus(serverEndpoint, fixedHostPorts.livekitMetrics),
      {
        from: serverEndpoint,
        to: cache.nodeEndpoint,
        ports: [
          { port: cache.ports.server, protocol: 'TCP' },
          { port: cache.ports.sentinel, protocol: 'TCP' },
        ],
        why: 'media servers find the master and share rooms through it',
      },
    ],
    secrets,
  }),
};

const serviceAccount: IServiceAccount & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata,
  automountServiceAccountToken: false,
};

/** Signalling only, from the edge: any server takes it and passes it to the one that has the room. Media goes to the nodes themselves. */
const service: IService & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...metadata, name: serviceName },
  spec: {
    selector: selectorLabels(labels),
    ports: [{ name: 'http', port: ports.http, targetPort: 'http', appProtocol: 'http' }],
  },
};

const secrets: readonly SecretDeclaration[] = [
  {
    name: keySecret.name,
    namespace,
    keys: {
      [keySecret.key]: { kind: 'random', length: 64 },
      [keySecret.file]: { kind: 'template', template: `${apiKey}: {{ ${keySecret.key} }}` },
    },
    why: 'LiveKit and its authoriser: the API key with which rooms are created and callers admitted',
  },
  {
    name: cache.authSecret.name,
    namespace,
    keys: {
      [cache.authSecret.key]: { kind: 'copy', from: { namespace: cache.namespace, ...cache.authSecret } },
    },
    why: 'LiveKit: password of the cache of calls',
  },
];
