import type { IService } from 'kubernetes-models/v1/Service';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import { syncWave } from '../../common/sync-wave.ts';
import { namespace, processLabels } from '../labels.ts';
import { synapsePorts } from '../ports.ts';

/**
 * Gives every pod of a StatefulSet a name in DNS. Pods have it before they are ready: other processes reach them while they start, and
 * the router checks health itself.
 */
export function makeHeadlessService(
  name: string,
  component: string,
  ports: readonly (keyof typeof synapsePorts)[],
  wave: number,
): IService & { metadata: { name: string } } {
  const labels = processLabels(component);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: objectLabels(labels), annotations: syncWave(wave) },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selectorLabels(labels),
      ports: ports.map((port) => ({ name: port, port: synapsePorts[port], targetPort: port })),
    },
  };
}
