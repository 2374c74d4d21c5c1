import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { objectLabels, selectorLabels, type WorkloadLabels } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { syncWave } from '../common/sync-wave.ts';
import { namespace } from './labels.ts';

/** One pod away at a time while nodes are drained; nothing for a single replica, which could then never be moved. */
export function makeDisruptionBudget(
  name: string,
  labels: WorkloadLabels,
  replicas: number,
  wave: number,
): (IPodDisruptionBudget & KubernetesObject)[] {
  if (replicas < 2) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace, labels: objectLabels(labels), annotations: syncWave(wave) },
      spec: {
        maxUnavailable: 1,
        // A pod that does not become ready serves nobody: it must not hold a drain.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: selectorLabels(labels) },
      },
    },
  ];
}
