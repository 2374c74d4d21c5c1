import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { KubernetesObject } from '../../kubernetes/object.ts';

interface BudgetedWorkload {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the budget itself. */
  readonly labels: Record<string, string>;
  /** Labels that select the pods. */
  readonly selector: Record<string, string>;
  readonly replicas: number;
}

/**
 * One pod away at a time while nodes are drained. Nothing for a single replica: its budget could only forbid every drain.
 */
export function disruptionBudget(workload: BudgetedWorkload): (IPodDisruptionBudget & KubernetesObject)[] {
  const { name, namespace, labels, selector, replicas } = workload;
  if (replicas < 2) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace, labels },
      spec: {
        maxUnavailable: 1,
        // A pod that does not become ready serves nobody: it must not hold a drain.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: selector },
      },
    },
  ];
}
