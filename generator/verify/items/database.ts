import { backupName, clusterName, namespace } from '../../components/data/postgres/names.ts';
import { oldestBackup } from '../../components/observability/rules/database.ts';
import { getIn, listIn, numberIn, textIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { Item } from '../item.ts';
import { CannotCheck, fail, pass } from '../outcome.ts';
import { itemsOf, objectOf } from '../read-cluster.ts';
import { findRendered, numberOf } from '../rendered.ts';

/** Phase of a CloudNativePG Cluster that does nothing (v1.30.0 `api/v1/cluster_types.go`). */
const healthy = 'Cluster in healthy state';

/** Instances and archive. */
export const database: Item = {
  id: 'database',
  family: 'cluster',
  title: 'The PostgreSQL cluster is healthy',
  proves:
    'All instances are ready, one is the primary, and write-ahead log reaches the archive where there is one.',
  design: [2],
  probe: async (context) => {
    const rendered = findRendered(context.platform, 'Cluster', clusterName);
    const expected = rendered === undefined ? 0 : (numberOf(rendered, 'spec', 'instances') ?? 0);
    const found = await objectOf(context, 'clusters.postgresql.cnpg.io', namespace, clusterName);
    if (found === undefined)
      return fail(`Cluster ${namespace}/${clusterName} is not there`, 'sync the app postgres');
    const ready = numberIn(found, 'status', 'readyInstances') ?? 0;
    const phase = textIn(found, 'status', 'phase') ?? 'no phase';
    if (ready < expected || phase !== healthy)
      return fail(
        `${ready} of ${expected} instances are ready; ${phase}`,
        'docs/runbooks/database-standby-missing.md, docs/runbooks/database-no-primary.md',
      );
    if (context.environment.postgres.backup !== null) {
      const archiving = listIn(found, 'status', 'conditions').find(
        (one) => textIn(one, 'type') === 'ContinuousArchiving',
      );
      if (textIn(archiving, 'status') === 'False')
        return fail(
          `write-ahead log does not reach the archive: ${textIn(archiving, 'message') ?? ''}`,
          'docs/runbooks/database-wal-archive-failing.md',
        );
    }
    return pass(`${ready} instances, primary ${textIn(found, 'status', 'currentPrimary') ?? 'unknown'}`);
  },
};

/** Base backups. */
export const databaseBackup: Item = {
  id: 'database-backup',
  family: 'cluster',
  title: 'Database backups complete',
  proves: 'The schedule of base backups is not suspended, and its newest backup completed.',
  design: [15],
  probe: async (context) => {
    const { backup } = context.environment.postgres;
    if (backup === null) throw new CannotCheck('this environment has no backup: postgres.backup is not set');
    const schedule = await objectOf(context, 'scheduledbackups.postgresql.cnpg.io', namespace, backupName);
    if (schedule === undefined)
      return fail(`ScheduledBackup ${namespace}/${backupName} is not there`, 'sync the app postgres');
    if (getIn(schedule, ['spec', 'suspend']) === true)
      return fail(`ScheduledBackup ${namespace}/${backupName} is suspended`, 'set spec.suspend to false');
    const all = (await itemsOf(context, 'backups.postgresql.cnpg.io', '--namespace', namespace)).filter(
      (one) => textIn(one, 'spec', 'cluster', 'name') === clusterName,
    );
    const ended = all.filter((one) => ['completed', 'failed'].includes(textIn(one, 'status', 'phase') ?? ''));
    const newest = ended.sort((one, other) => createdAt(other).localeCompare(createdAt(one)))[0];
    if (newest === undefined)
      return fail(
        `no backup has completed yet; ${all.length} are there`,
        'the first one starts at once: kubectl get backups.postgresql.cnpg.io -n matrix, docs/runbooks/database-backup-old.md',
      );
    if (textIn(newest, 'status', 'phase') === 'failed')
      return fail(
        `the newest backup failed: ${textIn(newest, 'status', 'error') ?? 'no reason given'}`,
        'docs/runbooks/database-backup-old.md',
      );
    const stopped = textIn(newest, 'status', 'stoppedAt') ?? createdAt(newest);
    const hours = (context.now().getTime() - new Date(stopped).getTime()) / 3_600_000;
    const most = oldestBackup(backup.schedule);
    if (hours > most)
      return fail(
        `the newest backup is ${Math.floor(hours)} hours old; ${most} are allowed`,
        'docs/runbooks/database-backup-old.md',
      );
    return pass(`the newest completed at ${stopped}`);
  },
};

function createdAt(object: Json): string {
  return textIn(object, 'metadata', 'creationTimestamp') ?? '';
}
