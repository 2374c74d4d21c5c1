import type { Environment } from '../../../environment/environment.ts';

/** Sentinels vote: three of them, on three nodes. */
const quorumNodes = 3;

/**
 * True where Argo CD's cache can be one that survives a node: three Sentinels need three nodes. Elsewhere there is one Redis, which
 * starts anew on another node; it holds nothing that Argo CD does not compute again (argoproj/argo-cd v3.4.7
 * `docs/operator-manual/high_availability.md`).
 */
export function cacheSurvivesNode({ scale, cluster }: Environment): boolean {
  const pools = Object.values(cluster.nodePools);
  const dedicated = pools.filter(({ roles }) => roles.includes('infrastructure'));
  const nodes = (dedicated.length > 0 ? dedicated : pools).reduce((sum, { count }) => sum + count, 0);
  return scale.availability === 'high' && nodes >= quorumNodes;
}
