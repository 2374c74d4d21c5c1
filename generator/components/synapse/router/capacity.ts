import type { Environment } from '../../../environment/environment.ts';

/**
 * Connections that one router accepts. Everybody waits in one request and makes another, and one router may be gone; small servers get
 * more than they need, since an idle connection costs next to nothing.
 *
 * Each takes two files, one to either side. At its start HAProxy raises its own soft limit to what it needs and refuses to run where the
 * hard limit is lower (`strict-limits`, the default): 20,000 users and three routers need about 40,000 open files; containers may have
 * 524,288 where systemd's default stands, or more.
 */
export function connectionLimit(environment: Environment): number {
  const { users } = environment.scale;
  const { replicas } = environment.synapse.router;
  return Math.max(2_000, Math.ceil((users * 2) / Math.max(1, replicas - 1)));
}
