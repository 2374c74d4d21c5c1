import { backupAnnotation, parseBackup } from '../../../kubernetes/backup-annotation.ts';
import { getIn, isObject, listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { imageName } from '../../../kubernetes/ports.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { programText } from '../../pods.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { containers, type Subject } from '../../tables/subjects.ts';

/** Programs that keep data, by the name of their image: where. */
const dataDirectories: Readonly<Record<string, readonly string[]>> = {
  // docker-library/postgres Dockerfile: PGDATA
  postgres: ['/var/lib/postgresql'],
  postgresql: ['/var/lib/postgresql', '/bitnami/postgresql'],
  mariadb: ['/var/lib/mysql', '/bitnami/mariadb'],
  mysql: ['/var/lib/mysql', '/bitnami/mysql'],
  mongo: ['/data/db'],
  // docker-library/redis, valkey-io/valkey-container Dockerfile: WORKDIR /data
  redis: ['/data', '/bitnami/redis/data'],
  valkey: ['/data', '/bitnami/valkey/data'],
  etcd: ['/var/lib/etcd', '/etcd-data', '/bitnami/etcd'],
  rabbitmq: ['/var/lib/rabbitmq'],
  elasticsearch: ['/usr/share/elasticsearch/data'],
  minio: ['/data', '/export'],
  silo: ['/data', '/export'],
};

const caches = ['redis', 'valkey'];

/** True when a cache is told to write nothing: no snapshots and no log (redis `src/config.c`: save, appendonly). */
function keepsNothing(resources: ResourceSet, { template }: Subject): boolean {
  if (template === undefined) return false;
  const text = programText(resources, template);
  return /\bsave\s+(?:""|'')/.test(text) && !/\bappendonly\s+yes\b/.test(text);
}

function isRebuildable({ json }: Subject['resource']): boolean {
  const said = textIn(json, 'metadata', 'annotations', backupAnnotation) ?? '';
  return parseBackup(said).some(
    (statement) => typeof statement === 'object' && statement.by === 'rebuildable',
  );
}

/** The emptyDir that is mounted at a data directory, above it, or in it. */
function findEmptyDir({ json, template }: Subject, directories: readonly string[]): string | undefined {
  const empty = listIn(template?.spec, 'volumes')
    .filter((volume) => isObject(getIn(volume, ['emptyDir'])))
    .map((volume) => textIn(volume, 'name'));
  const mount = listIn(json, 'volumeMounts').find(
    (candidate: Json) =>
      empty.includes(textIn(candidate, 'name')) &&
      directories.some((directory) => isAtOrIn(textIn(candidate, 'mountPath') ?? '', directory)),
  );
  return mount === undefined ? undefined : textIn(mount, 'mountPath');
}

function isAtOrIn(path: string, directory: string): boolean {
  const clean = path.replace(/\/+$/, '');
  return clean === directory || clean.startsWith(`${directory}/`);
}

const rows: readonly FieldRow[] = [
  {
    slug: 'data/empty-dir',
    title: 'No database keeps its data in an emptyDir',
    why: 'An emptyDir goes with its pod: an update, a drain or an eviction empties the database, and nothing reports it.',
    fix: `Use a claim; or, where the data may be lost, say so on the workload: \`${backupAnnotation}: "rebuildable: <why>"\`.`,
    references: ['kubernetes.io docs: Volumes, emptyDir'],
    of: (resources) =>
      containers(resources).filter(
        ({ resource, json }) =>
          !['Job', 'CronJob'].includes(resource.object.kind) &&
          imageName(textIn(json, 'image') ?? '') in dataDirectories,
      ),
    optional: true,
    path: ['volumeMounts'],
    wrong: (_, subject, resources) => {
      const program = imageName(textIn(subject.json, 'image') ?? '');
      const path = findEmptyDir(subject, dataDirectories[program] ?? []);
      return path === undefined ||
        isRebuildable(subject.resource) ||
        (caches.includes(program) && keepsNothing(resources, subject))
        ? undefined
        : `runs ${program} with an emptyDir at ${path}: its data goes with the pod, at the next update or drain. Use a claim, or declare on the ${subject.resource.object.kind} why it may be lost (${backupAnnotation}: "rebuildable: …").`;
    },
  },
];

/** Databases whose volumes go with their pods. */
export const emptyDirData = rows.map(makeFieldRule);
