import { countCronFields, findCronMistake } from '../../../environment/cron.ts';
import { type BackupStatement, backupAnnotation } from '../../../kubernetes/backup-annotation.ts';
import { getIn, textIn } from '../../../kubernetes/json.ts';
import { jsonEqual } from '../../../kubernetes/json-equal.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import type { Report, Rule } from '../../rule.ts';
import { type StatefulVolume, statefulVolumes } from '../../stateful-volumes.ts';

type Finding = Pick<Report, 'message' | 'setting'>;
type Copy = Extract<BackupStatement, { by: 'copy' }>;

/** Every volume is copied by something that runs, or says why its data may be lost. */
export const backupCoverage: Rule = {
  slug: 'data/backup-coverage',
  title: 'Every volume is named by a backup, or says why it needs none',
  severity: 'error',
  why: 'A volume that nobody thought of is found when its node is gone. Who adds one must name what copies it, and what is named must exist and run.',
  fix: `Annotate the object that has the volume with \`${backupAnnotation}\`: \`CronJob/<namespace>/<name>\` of the job that copies the data, or \`rebuildable: <why>\`. Several statements are separated by semicolons. \`none: <why>\` passes only where \`scale.availability\` is \`single\`. Databases need no annotation: \`postgres/backup\` looks for their ScheduledBackup.`,
  references: [
    'kubernetes.io docs: Persistent Volumes; StatefulSets, Stable Storage',
    'kubernetes.io docs: CronJob, Schedule suspension',
    'velero.io docs: Schedule API type, schedule and paused',
  ],
  components: ['cache-livekit', 'object-store', 'synapse'],
  needsEnvironment: true,
  check({ resources, declared, pass, fail }) {
    const mayLose = declared.environment.scale.availability === 'single';
    for (const volumes of groupVolumes(resources)) {
      const finding = findMistake(resources, volumes, mayLose);
      if (finding === undefined) pass();
      else fail({ resource: volumes[0].resource, path: pathOf(volumes[0]), ...finding });
    }
  },
};

type Group = [StatefulVolume, ...StatefulVolume[]];

/** Volumes of one object about which it says the same. */
function groupVolumes(resources: ResourceSet): Group[] {
  const groups: Group[] = [];
  for (const volume of statefulVolumes(resources)) {
    const alike = groups.find(
      ([{ resource, statements }]) =>
        resource === volume.resource && jsonEqual(statements, volume.statements),
    );
    if (alike === undefined) groups.push([volume]);
    else alike.push(volume);
  }
  return groups;
}

function pathOf({ path, resource, statements }: StatefulVolume): Report['path'] {
  const annotation = ['metadata', 'annotations', backupAnnotation];
  return statements.length > 0 && getIn(resource.json, annotation) !== undefined ? annotation : path;
}

function findMistake(resources: ResourceSet, volumes: Group, mayLose: boolean): Finding | undefined {
  const [{ statements }] = volumes;
  const names = volumes.map(({ name }) => name).filter((name) => name !== '');
  const what = `the volume${names.length > 1 ? 's' : ''} ${names.join(', ')}`.trim();
  if (statements.length === 0)
    return {
      message: `nothing says how the data of ${what} comes back after a loss. Annotate the object with ${backupAnnotation}: the job that copies it, as CronJob/<namespace>/<name>, or "rebuildable: <why>".`,
    };
  for (const statement of statements) {
    if (typeof statement === 'string')
      return {
        message: `"${statement}" in ${backupAnnotation} is no statement. Write <Kind>/<namespace>/<name>, or "rebuildable: <why>".`,
      };
    const finding = judgeStatement(resources, statement, what, mayLose);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

function judgeStatement(
  resources: ResourceSet,
  statement: BackupStatement,
  what: string,
  mayLose: boolean,
): Finding | undefined {
  if (statement.by === 'copy') return judgeCopy(resources, statement, what);
  if (statement.by === 'rebuildable' || mayLose) return undefined;
  const setting = /^([a-zA-Z]+(?:\.[a-zA-Z]+)+) is not set$/.exec(statement.why)?.[1];
  return {
    message: `no backup holds ${what} (${statement.why}), so losing it loses the data for good. ${setting === undefined ? 'Name a job that copies it.' : `Set ${setting}.`}`,
    ...(setting !== undefined && { setting }),
  };
}

function judgeCopy(
  resources: ResourceSet,
  { kind, namespace, name }: Copy,
  what: string,
): Finding | undefined {
  const job = resources.find(kind, namespace, name);
  const says = (text: string): Finding => ({
    message: `${what} is to be copied by ${kind} ${namespace}/${name}, ${text}`,
  });
  if (job === undefined)
    return says('which does not exist: nothing copies it. Name one that does, or add it.');
  const [stop] = ['suspend', 'paused'].filter((field) => getIn(job.json, ['spec', field]) === true);
  if (stop !== undefined)
    return says(`which has ${stop}: true: the last copy is as old as that. Take it away.`);
  const schedule = textIn(job.json, 'spec', 'schedule');
  if (schedule === undefined) return says('which has no schedule: it runs once. Name one that runs again.');
  const mistake = findScheduleMistake(kind, schedule);
  return mistake === undefined ? undefined : says(`whose schedule "${schedule}" is refused: ${mistake}.`);
}

/** CloudNativePG reads seconds first (`postgres/backup` judges that), Kubernetes and Velero do not. */
function findScheduleMistake(kind: string, schedule: string): string | undefined {
  if (kind === 'ScheduledBackup' || schedule.startsWith('@')) return undefined;
  const count = countCronFields(schedule);
  return count === 5 ? findCronMistake(`0 ${schedule}`) : `it has ${count} fields instead of 5`;
}
