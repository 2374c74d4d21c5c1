import { groupOf } from '../../kubernetes/object.ts';
import type { Step } from '../change.ts';
import type { DangerRule } from './danger.ts';
import { showBoth } from './show-value.ts';

/**
 * Parameters of PostgreSQL that take effect at its next start, of those that CloudNativePG leaves to its users. The tests hold the list
 * against `pg_settings` of a real server.
 */
export const restartParameters: ReadonlySet<string> = new Set([
  'autovacuum_freeze_max_age',
  'autovacuum_max_workers',
  'autovacuum_multixact_freeze_max_age',
  'dynamic_shared_memory_type',
  'huge_page_size',
  'huge_pages',
  'max_connections',
  'max_files_per_process',
  'max_locks_per_transaction',
  'max_logical_replication_workers',
  'max_pred_locks_per_transaction',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_wal_senders',
  'max_worker_processes',
  'min_dynamic_shared_memory',
  'shared_buffers',
  'shared_memory_type',
  'superuser_reserved_connections',
  'track_activity_query_size',
  'track_commit_timestamp',
  'wal_buffers',
  'wal_decode_buffer_size',
  'wal_level',
  'wal_log_hints',
]);

/** PostgreSQL restarts, and the primary moves. */
export const databaseRestart: DangerRule = {
  slug: 'outage/database-restart',
  title: 'A change restarts PostgreSQL and moves its primary',
  references: ['cloudnative-pg v1.30.0 docs/src/rolling_update.md, internal/controller/cluster_upgrade.go'],
  check({ changes, report }) {
    for (const { before, after, all } of changes) {
      if (before === undefined || after === undefined) continue;
      if (after.object.kind !== 'Cluster' || groupOf(after.object.apiVersion) !== 'postgresql.cnpg.io')
        continue;
      const causes = all.flatMap((value) => {
        const name = readCause(value.path);
        return name === undefined ? [] : [{ name, value }];
      });
      const [first] = causes;
      if (first === undefined) continue;
      const names = [...new Set(causes.map(({ name }) => name))];
      report({
        blocks: false,
        resource: after,
        path: first.value.path,
        ...showBoth(first.value.before, first.value.after),
        consequence: `replicas restart one by one, then the primary moves and every connection is cut, because of ${names.join(', ')}`,
        remedy: 'merge when few people write and every replica is in sync',
      });
    }
  },
};

/** What makes the operator restart instances: the name of a field or parameter; undefined when it does not. */
function readCause([spec, field, part, parameter]: readonly Step[]): string | undefined {
  if (spec !== 'spec' || typeof field !== 'string') return undefined;
  if (field === 'imageName' || field === 'resources') return field;
  if (field !== 'postgresql') return undefined;
  if (part === 'shared_preload_libraries') return part;
  return part === 'parameters' && typeof parameter === 'string' && restartParameters.has(parameter)
    ? parameter
    : undefined;
}
