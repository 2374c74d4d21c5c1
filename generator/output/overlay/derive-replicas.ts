import { scaledKinds } from '../../kubernetes/scaled-kinds.ts';
import { isMap, type Manifest } from '../to-manifest.ts';
import type { ObjectPair } from './pair-objects.ts';

/**
 * Replica counts that differ, by workload name. kustomize matches a name in every scaled kind and namespace at once, so a name is left
 * out when that would change an object that shall have another count; so are the workloads that `reserved` names.
 */
export function deriveReplicas(
  kept: readonly ObjectPair[],
  targets: readonly Manifest[],
  reserved: ReadonlySet<string>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { base, target } of kept) {
    const count = replicasOf(target);
    const { name } = target.metadata;
    if (!scaledKinds.has(target.kind) || count === undefined || reserved.has(name)) continue;
    const before = replicasOf(base);
    if (before === undefined || before === count) continue;
    const namesakes = targets.filter(({ kind, metadata }) => scaledKinds.has(kind) && metadata.name === name);
    if (namesakes.every((object) => replicasOf(object) === count)) counts.set(name, count);
  }
  return counts;
}

/** The object as it is after kustomize has set its replica count. */
export function withReplicas(object: Manifest, counts: ReadonlyMap<string, number>): Manifest {
  const count = counts.get(object.metadata.name);
  const { spec } = object;
  if (count === undefined || !scaledKinds.has(object.kind) || !isMap(spec)) return object;
  return { ...object, spec: { ...spec, replicas: count } };
}

function replicasOf({ spec }: Manifest): number | undefined {
  const replicas = isMap(spec) ? spec['replicas'] : undefined;
  return typeof replicas === 'number' ? replicas : undefined;
}
