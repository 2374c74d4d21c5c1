import type { IService } from 'kubernetes-models/v1/Service';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { names, namespace, ports, serverLabels } from './names.ts';

/** Names of the servers in DNS. They have them before they are ready: servers that start look for each other. */
export const headlessService: IService & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: names.headless, namespace, labels: objectLabels(serverLabels) },
  spec: {
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: selectorLabels(serverLabels),
    ports: [{ name: 's3', port: ports.s3, targetPort: 's3' }],
  },
};

/** The address that clients use. */
export const service: IService & KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: names.service, namespace, labels: objectLabels(serverLabels) },
  spec: {
    selector: selectorLabels(serverLabels),
    ports: [{ name: 's3', port: ports.service, targetPort: 's3' }],
  },
};
