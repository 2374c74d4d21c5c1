import { selectorLabels } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { podMonitor } from '../common/pod-monitor.ts';
import { namespace, processLabels, routerLabels } from './labels.ts';
import { mainProcess } from './worker-catalogue.ts';

const { 'app.kubernetes.io/name': program = '' } = selectorLabels(processLabels(mainProcess.component));

/** Metrics of all Synapse processes, and of the router with its pools. */
export const monitors: readonly KubernetesObject[] = [
  podMonitor({
    name: 'synapse',
    namespace,
    selector: { 'app.kubernetes.io/name': program },
    port: 'metrics',
  }),
  podMonitor({ name: 'synapse-router', namespace, selector: selectorLabels(routerLabels), port: 'status' }),
];
