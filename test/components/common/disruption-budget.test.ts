import { describe, expect, it } from 'vitest';
import { disruptionBudget } from '../../../generator/components/common/disruption-budget.ts';

const workload = {
  name: 'web',
  namespace: 'front',
  labels: { 'app.kubernetes.io/part-of': 'matrix' },
  selector: { 'app.kubernetes.io/name': 'web' },
};

describe('disruptionBudget', () => {
  it('lets one of several pods go', () => {
    expect(disruptionBudget({ ...workload, replicas: 2 })).toEqual([
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web', namespace: 'front', labels: { 'app.kubernetes.io/part-of': 'matrix' } },
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
          selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
        },
      },
    ]);
  });

  it('never forbids the drain of a node that holds the only pod', () => {
    expect(disruptionBudget({ ...workload, replicas: 1 })).toEqual([]);
  });
});
