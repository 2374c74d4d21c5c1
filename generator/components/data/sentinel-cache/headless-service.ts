import type { IService } from 'kubernetes-models/v1/Service';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { hasSentinels, namesOf, nodeLabelsOf, ports, type SentinelCache } from './sentinel-cache.ts';

/** Names of the pods in DNS. They have them before they are ready: pods that start look for each other. */
export function makeHeadlessService(
  cache: SentinelCache,
  environment: Environment,
): IService & KubernetesObject {
  const labels = nodeLabelsOf(cache);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: namesOf(cache).headless,
      namespace: cache.namespace,
      labels: objectLabels(labels),
    },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selectorLabels(labels),
      ports: [
        { name: 'redis', port: ports.server, targetPort: 'redis' },
        ...(hasSentinels(cache, environment)
          ? [{ name: 'sentinel', port: ports.sentinel, targetPort: 'sentinel' }]
          : []),
        { name: 'metrics', port: ports.exporter, targetPort: 'metrics' },
      ],
    },
  };
}
