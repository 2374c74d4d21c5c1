import { formatPath, type Path, valueAt } from '../path.ts';
import type { CrossCheck } from './cross-check.ts';

/** What `availability: high` promises for each part. PostgreSQL: a commit waits for one standby, so a lost one needs a second. */
const leastReplicas: readonly { path: Path; least: number; why: string }[] = [
  {
    path: ['postgres', 'instances'],
    least: 3,
    why: 'a primary and a standby must remain when a node is lost',
  },
  { path: ['postgres', 'pooler', 'instances'], least: 2, why: 'one must remain when a node is lost' },
  { path: ['cacheSynapse', 'replicas'], least: 3, why: 'two of three Sentinels must agree on a new master' },
  { path: ['cacheSynapse', 'proxyReplicas'], least: 2, why: 'one must remain when a node is lost' },
  { path: ['cacheLivekit', 'replicas'], least: 3, why: 'two of three Sentinels must agree on a new master' },
  { path: ['synapse', 'router', 'replicas'], least: 2, why: 'one must remain when a node is lost' },
  { path: ['edge', 'replicas'], least: 2, why: 'one must remain when a node is lost' },
  { path: ['rtc', 'livekit', 'replicas'], least: 2, why: 'one must remain when a node is lost' },
  {
    path: ['observability', 'prometheus', 'replicas'],
    least: 2,
    why: 'one must remain when a node is lost',
  },
  {
    path: ['observability', 'loki', 'replicas'],
    least: 3,
    why: 'two of three must take a log line before it counts as kept',
  },
  { path: ['elementWeb', 'replicas'], least: 2, why: 'one must remain when a node is lost' },
];

/** High availability is not taken back by a replica count. */
export const checkReplicas: CrossCheck = ({ resolved, report }) => {
  if (resolved.scale?.availability !== 'high') return;
  for (const { path, least, why } of leastReplicas) {
    const replicas = valueAt(resolved, path);
    if (typeof replicas !== 'number' || replicas >= least) continue;
    const message = `${formatPath(path)} is ${replicas}, but availability is high: ${why}`;
    report({
      code: 'too-few-replicas',
      path,
      message,
      expected: `at least ${least}, or scale.availability single`,
    });
  }
};
