import type { IService } from 'kubernetes-models/v1/Service';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { isReplicated, names, namespace, nodeLabels, ports, proxyLabels } from './names.ts';

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
