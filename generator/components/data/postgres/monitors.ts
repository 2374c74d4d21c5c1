import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { podMonitor } from '../../common/pod-monitor.ts';
import { clusterName, namespace, poolerLabels, poolerName } from './names.ts';

/** Name that CloudNativePG gives to the metrics port of instances (9187) and of PgBouncer pods (9127). */
const metricsPort = 'metrics';

/**
 * Metrics of instances and pooler. Our own objects: `monitoring.enablePodMonitor` of Cluster and Pooler is deprecated. The instances
 * also answer for the Barman Cloud plugin, whose sidecar registers its metrics with them.
 */
export const monitors: readonly KubernetesObject[] = [
  podMonitor({
    name: clusterName,
    namespace,
    // PgBouncer pods carry the label of the cluster too.
    selector: { 'cnpg.io/cluster': clusterName, 'cnpg.io/podRole': 'instance' },
    port: metricsPort,
  }),
  podMonitor({ name: poolerName, namespace, selector: poolerLabels, port: metricsPort }),
];
