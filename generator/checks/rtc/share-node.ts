import type { NodePool } from '../../environment/environment.ts';
import { getIn, listIn, textIn } from '../../kubernetes/json.ts';
import { matchesLabelSelector } from '../../kubernetes/selectors.ts';
import type { PodTemplate } from '../../rendered/resource-set.ts';
import { isSelected, readPlacement, untolerated } from '../placement.ts';

/** True when some node of the inventory takes both pods and neither keeps the other away. */
export function canShareNode(one: PodTemplate, other: PodTemplate, pools: readonly NodePool[]): boolean {
  if (keepsAway(one, other) || keepsAway(other, one)) return false;
  return pools.some((pool) => takes(pool, one) && takes(pool, other));
}

function takes(pool: NodePool, { owner, path, spec }: PodTemplate): boolean {
  const placement = readPlacement(owner, path, [...path, 'affinity', 'nodeAffinity']);
  return isSelected(placement, pool) && untolerated(pool, listIn(spec, 'tolerations')).length === 0;
}

/** Required anti-affinity over host names that selects the other pod. */
function keepsAway(pod: PodTemplate, other: PodTemplate): boolean {
  const rules = ['affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];
  return listIn(pod.spec, ...rules).some((term) => {
    const named = listIn(term, 'namespaces').map(String);
    const namespaces = named.length > 0 ? named : [pod.namespace];
    return (
      textIn(term, 'topologyKey') === 'kubernetes.io/hostname' &&
      namespaces.includes(other.namespace) &&
      matchesLabelSelector(getIn(term, ['labelSelector']), other.labels)
    );
  });
}
