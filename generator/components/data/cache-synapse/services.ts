import type { IService } from 'kubernetes-models/v1/Service';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { isReplicated, names, namespace, nodeLabels, ports, proxyLabels } from './names.ts';

/** Names of the pods in DNS. They have them before they are ready: pods that start look for each other. */
export function makeHeadlessService(environment: Environment): IService & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: names.headless, namespace, labels: objectLabels(nodeLabels) },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selectorLabels(nodeLabels),
      ports: [
        { name: 'redis', port: ports.redis, targetPort: 'redis' },
        ...(isReplicated(environment)
          ? [{ name: 'sentinel', port: ports.sentinel, targetPort: 'sentinel' }]
          : []),
        { name: 'metrics', port: ports.exporter, targetPort: 'metrics' },
      ],
    },
  };
}

/** The address that Synapse uses: the proxies, or the only server. */
export function makeMasterService(environment: Environment): IService & KubernetesObject {
  const labels = isReplicated(environment) ? proxyLabels : nodeLabels;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: names.master, namespace, labels: objectLabels(labels) },
    spec: {
      selector: selectorLabels(labels),
      ports: [{ name: 'redis', port: ports.redis, targetPort: 'redis' }],
    },
  };
}
