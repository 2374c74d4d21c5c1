import { names, namespace as storeNamespace } from '../../components/data/object-store/names.ts';
import { namespace as synapseNamespace } from '../../components/synapse/labels.ts';
import { cleanupName } from '../../components/synapse/media/cleanup.ts';
import { getIn, listIn, textIn } from '../../kubernetes/json.ts';
import type { VerifyContext } from '../context.ts';
import type { Item } from '../item.ts';
import { CannotCheck, fail, type Outcome, pass } from '../outcome.ts';
import { objectOf } from '../read-cluster.ts';
import { findRendered, textOf } from '../rendered.ts';

/** Old media leaves the volume. */
export const mediaCleanup: Item = {
  id: 'media-cleanup',
  family: 'cluster',
  title: 'The media cleanup is scheduled',
  proves:
    'The CronJob that moves old media off the volume is there, not suspended, and did not fail when it last ran.',
  design: [14],
  probe: (context) => {
    if (findRendered(context.platform, 'CronJob', cleanupName) === undefined)
      throw new CannotCheck('media stays on its volume in this environment: synapse.media.image is not set');
    return judgeCronJob(
      context,
      synapseNamespace,
      cleanupName,
      'docs/runbooks/synapse-media-cleanup-failed.md',
    );
  },
};

/** Media is copied to another store. */
export const mediaBackup: Item = {
  id: 'media-backup',
  family: 'cluster',
  title: 'The copy of the media is scheduled',
  proves:
    'The CronJob that copies the media to another store is there, not suspended, and did not fail when it last ran.',
  design: [],
  probe: (context) => {
    if (context.environment.objectStore.mediaBackup === null)
      throw new CannotCheck('this environment copies its media nowhere: objectStore.mediaBackup is not set');
    return judgeCronJob(context, storeNamespace, names.mediaBackup, 'docs/runbooks/media-backup-old.md');
  },
};

/** A schedule as rendered, running, and its last finished run a success. */
async function judgeCronJob(
  context: VerifyContext,
  namespace: string,
  name: string,
  runbook: string,
): Promise<Outcome> {
  const rendered = findRendered(context.platform, 'CronJob', name);
  const found = await objectOf(context, 'cronjobs', namespace, name);
  if (found === undefined) return fail(`CronJob ${namespace}/${name} is not there`, 'sync its app');
  if (getIn(found, ['spec', 'suspend']) === true)
    return fail(
      `CronJob ${namespace}/${name} is suspended`,
      `kubectl patch cronjob ${name} -n ${namespace} -p '{"spec":{"suspend":false}}'`,
    );
  const schedule = textIn(found, 'spec', 'schedule') ?? '';
  const expected = rendered === undefined ? schedule : textOf(rendered, 'spec', 'schedule');
  if (schedule !== expected)
    return fail(`CronJob ${namespace}/${name} runs at "${schedule}", not at "${expected}"`, 'sync its app');
  const ran = textIn(found, 'status', 'lastScheduleTime');
  const succeeded = textIn(found, 'status', 'lastSuccessfulTime');
  if (ran === undefined) return pass(`scheduled at "${schedule}", not run yet`);
  const runs = listIn(found, 'status', 'active').length > 0;
  if (!runs && (succeeded === undefined || succeeded < ran))
    return fail(`CronJob ${namespace}/${name} started at ${ran} and did not succeed`, runbook);
  return pass(`scheduled at "${schedule}", ${runs ? 'runs now' : `succeeded at ${succeeded}`}`);
}
