import type { Environment } from '../../environment/environment.ts';

/** Nodes that a DaemonSet of the calls tier runs on: the pool with the role `webrtc`, or all nodes where no pool has it. At least one. */
export function countWebrtcNodes({ cluster: { nodePools } }: Environment): number {
  const pools = Object.values(nodePools);
  const own = pools.filter(({ roles }) => roles.includes('webrtc'));
  return Math.max(
    1,
    (own.length > 0 ? own : pools).reduce((sum, { count }) => sum + count, 0),
  );
}
