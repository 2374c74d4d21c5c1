import type { Environment } from '../../environment/environment.ts';
import type { NodeRole } from '../../environment/schema/cluster.ts';

type TaintEffect = 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';

/** The part of a pod spec that decides on which nodes it may run. */
export interface Placement {
  readonly nodeSelector?: Record<string, string>;
  readonly tolerations?: { key: string; operator: 'Equal' | 'Exists'; value?: string; effect: TaintEffect }[];
}

/**
 * Where workloads of a role run: on the pool of the inventory that carries it, selected by all labels of that pool and tolerating all
 * its taints; anywhere when no pool carries the role. Empty fields are left out so that they do not appear in the manifest.
 */
export function placementFor(environment: Environment, role: NodeRole): Placement {
  const pool = Object.values(environment.cluster.nodePools).find(({ roles }) => roles.includes(role));
  if (pool === undefined) return {};
  const tolerations = pool.taints.map(({ key, value, effect }) =>
    value === ''
      ? { key, operator: 'Exists' as const, effect }
      : { key, operator: 'Equal' as const, value, effect },
  );
  return {
    ...(Object.keys(pool.labels).length > 0 && { nodeSelector: { ...pool.labels } }),
    ...(tolerations.length > 0 && { tolerations }),
  };
}
