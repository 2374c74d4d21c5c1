import type { Environment, NodePool } from '../../environment/environment.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

/** Nodes that a DaemonSet of the calls tier runs on: the pool with the role `webrtc`, or all nodes where no pool has it. At least one. */
export function countWebrtcNodes(environment: Environment): number {
  return Math.max(
    1,
    webrtcPools(environment).reduce((sum, { count }) => sum + count, 0),
  );
}

/** Cores of the smallest of these nodes. */
export function cpuOfWebrtcNode(environment: Environment): number {
  return Math.min(...webrtcPools(environment).map(({ cpu }) => parseQuantity(cpu)));
}

function webrtcPools({ cluster: { nodePools } }: Environment): readonly NodePool[] {
  const pools = Object.values(nodePools);
  const own = pools.filter(({ roles }) => roles.includes('webrtc'));
  return own.length > 0 ? own : pools;
}
