import type { NodePool } from '../environment/environment.ts';
import { getIn, type JsonPath, listIn, textsIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { type Labels, matchesLabels, meetsRequirement, toleratesTaint } from '../kubernetes/selectors.ts';
import type { RenderedResource } from '../rendered/resource-set.ts';

/** What decides on which nodes some pods may run, and where it stands. */
export interface Placement {
  readonly resource: RenderedResource;
  readonly path: JsonPath;
  readonly nodeSelector: Labels;
  /** Terms of required node affinity, any of which is enough; undefined when there is none. */
  readonly terms: readonly Json[] | undefined;
  readonly tolerations: readonly Json[];
}

/** Reads it from a pod spec, or from fields of an operator that has the same ones. */
export function readPlacement(resource: RenderedResource, path: JsonPath, nodeAffinity: JsonPath): Placement {
  const required = [...nodeAffinity, 'requiredDuringSchedulingIgnoredDuringExecution'];
  const { json } = resource;
  return {
    resource,
    path,
    nodeSelector: textsIn(json, ...path, 'nodeSelector'),
    terms: getIn(json, required) === undefined ? undefined : listIn(json, ...required, 'nodeSelectorTerms'),
    tolerations: listIn(json, ...path, 'tolerations'),
  };
}

/** True when node selector and required affinity accept the nodes of a pool. */
export function isSelected({ nodeSelector, terms }: Placement, pool: NodePool): boolean {
  // Every node carries these; the inventory does not repeat them.
  const labels = { 'kubernetes.io/os': 'linux', ...pool.labels };
  if (!matchesLabels(nodeSelector, labels)) return false;
  if (terms === undefined) return true;
  return terms.some((term) => {
    const requirements = listIn(term, 'matchExpressions');
    return (
      requirements.length > 0 && requirements.every((requirement) => meetsRequirement(requirement, labels))
    );
  });
}

/** Taints of a pool that keep the pods away. */
export function untolerated(
  pool: NodePool,
  tolerations: readonly Json[],
): readonly NodePool['taints'][number][] {
  return pool.taints.filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratesTaint(tolerations, taint),
  );
}

/** Pools whose nodes take the pods, by labels and taints. */
export function openPools(pools: readonly NodePool[], placement: Placement): NodePool[] {
  return pools.filter(
    (pool) => isSelected(placement, pool) && untolerated(pool, placement.tolerations).length === 0,
  );
}
