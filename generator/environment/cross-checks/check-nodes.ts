import type { Draft } from '../draft.ts';
import type { Environment } from '../environment.ts';
import type { NodeRole } from '../schema/cluster.ts';
import type { CrossCheck } from './cross-check.ts';

/** A role belongs to one pool. */
export const checkRoles: CrossCheck = ({ resolved, report }) => {
  const owners = new Map<string, string>();
  for (const [name, pool] of Object.entries(resolved.cluster?.nodePools ?? {})) {
    for (const [index, role] of (pool?.roles ?? []).entries()) {
      if (role === undefined) continue;
      const owner = owners.get(role);
      owners.set(role, owner ?? name);
      if (owner === undefined) continue;
      const path = ['cluster', 'nodePools', name, 'roles', index];
      const message =
        owner === name ? `pool ${name} lists ${role} twice` : `pools ${owner} and ${name} both carry ${role}`;
      report({ code: 'role-claimed-twice', path, message, expected: 'one pool for each role' });
    }
  }
};

/** Replicas of PostgreSQL, of the caches of Prometheus, of Loki and of LiveKit, and servers of the object store, refuse to share a node: each needs one of its own. */
export const checkNodes: CrossCheck = ({ resolved, isSound, report }) => {
  if (!isSound(['cluster', 'nodePools'])) return;
  const needs: { role: NodeRole; setting: string; replicas: number | undefined }[] = [
    { role: 'database', setting: 'postgres.instances', replicas: resolved.postgres?.instances },
    { role: 'cache', setting: 'cacheSynapse.replicas', replicas: resolved.cacheSynapse?.replicas },
    { role: 'cache', setting: 'cacheLivekit.replicas', replicas: resolved.cacheLivekit?.replicas },
    {
      role: 'storage',
      setting: 'objectStore.servers',
      replicas: resolved.slots?.objectStore === 'external' ? undefined : resolved.objectStore?.servers,
    },
    {
      role: 'storage',
      setting: 'observability.loki.replicas',
      replicas: resolved.observability?.loki?.replicas,
    },
    {
      role: 'infrastructure',
      setting: 'observability.prometheus.replicas',
      replicas: resolved.observability?.prometheus?.replicas,
    },
    { role: 'webrtc', setting: 'rtc.livekit.replicas', replicas: resolved.rtc?.livekit?.replicas },
  ];
  for (const { role, setting, replicas } of needs) {
    const nodes = countNodes(resolved, role);
    if (replicas === undefined || nodes.count >= replicas) continue;
    const place = nodes.pool === undefined ? 'the cluster' : `pool ${nodes.pool}`;
    const path = ['cluster', 'nodePools', ...(nodes.pool === undefined ? [] : [nodes.pool, 'count'])];
    const found = nodes.count === 1 ? '1 node' : `${nodes.count} nodes`;
    const message = `${setting} is ${replicas} and each needs a node of its own; ${place} has ${found}`;
    report({
      code: 'too-few-nodes',
      path,
      message,
      expected: replicas === 1 ? 'at least 1 node' : `at least ${replicas} nodes, or fewer replicas`,
    });
  }
};

/** Nodes on which a role runs: its pool, or the whole cluster when no pool carries it. */
function countNodes(resolved: Draft<Environment>, role: NodeRole): { pool?: string; count: number } {
  const pools = Object.entries(resolved.cluster?.nodePools ?? {});
  const own = pools.find(([, pool]) => pool?.roles?.includes(role));
  if (own !== undefined) return { pool: own[0], count: own[1]?.count ?? 0 };
  return { count: pools.reduce((sum, [, pool]) => sum + (pool?.count ?? 0), 0) };
}
