import { selectorLabels, type WorkloadLabels } from '../../kubernetes/labels.ts';
import { namespaces } from '../common/namespaces.ts';
import type { Endpoint } from '../component.ts';

/** Name of this component; carries the policies of all its pods. */
export const componentName = 'synapse';

/** Namespace of Synapse and its router. */
export const namespace: string = namespaces.matrix.name;

/** Labels of a Synapse process by its role: `main`, `sync` … */
export function processLabels(component: string): WorkloadLabels {
  return { name: 'synapse', component };
}

/** Labels of the router. */
export const routerLabels: WorkloadLabels = { name: 'haproxy', component: 'synapse-router' };

/** Pods of a workload of this component, as one end of a flow. */
export function podsOf(labels: WorkloadLabels): Endpoint {
  return { kind: 'pods', component: componentName, namespace, labels: selectorLabels(labels) };
}
