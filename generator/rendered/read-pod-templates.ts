import { getIn, isObject, numberIn, textsIn } from '../kubernetes/json.ts';
import type { PodTemplate, RenderedResource } from './resource-set.ts';

interface WorkloadKind {
  /** Where the pod template stands; empty when the object is the pod. */
  readonly template: readonly string[];
  /** Where the number of pods stands, and what it is when absent; without it the number depends on nodes or on time. */
  readonly replicas?: readonly [path: readonly string[], fallback: number];
}

const template = ['spec', 'template'];

/**
 * Kinds that hold a pod template, by group and kind. A CloudNativePG Cluster holds none (its operator writes the pods from fields of
 * its own); a Pooler may hold a partial one.
 */
const workloadKinds: Readonly<Record<string, WorkloadKind>> = {
  'apps/Deployment': { template, replicas: [['spec', 'replicas'], 1] },
  'apps/StatefulSet': { template, replicas: [['spec', 'replicas'], 1] },
  'apps/ReplicaSet': { template, replicas: [['spec', 'replicas'], 1] },
  'apps/DaemonSet': { template },
  'batch/Job': { template, replicas: [['spec', 'parallelism'], 1] },
  'batch/CronJob': { template: ['spec', 'jobTemplate', 'spec', 'template'] },
  '/Pod': { template: [], replicas: [[], 1] },
  'postgresql.cnpg.io/Pooler': { template, replicas: [['spec', 'instances'], 1] },
};

/** Pod templates of all workloads, in the order of the objects. */
export function readPodTemplates(resources: readonly RenderedResource[]): PodTemplate[] {
  return resources.flatMap((owner) => {
    const { group, kind, namespace, name } = owner.identity;
    const known = workloadKinds[`${group}/${kind}`];
    if (known === undefined) return [];
    const spec = getIn(owner.json, [...known.template, 'spec']);
    if (!isObject(spec)) return [];
    const own = textsIn(owner.json, ...known.template, 'metadata', 'labels');
    return {
      owner,
      namespace,
      // The operator adds this label to the pods of a Pooler (cloudnative-pg `pkg/utils/labels_annotations.go`).
      labels: kind === 'Pooler' ? { ...own, 'cnpg.io/poolerName': name } : own,
      path: [...known.template, 'spec'],
      spec,
      replicas: known.replicas && (numberIn(owner.json, ...known.replicas[0]) ?? known.replicas[1]),
    };
  });
}
