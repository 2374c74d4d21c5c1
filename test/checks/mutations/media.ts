import { edit, editFile, type MutationCase, set } from './mutate.ts';

const script = (change: (text: string) => string) =>
  editFile('ConfigMap', 'synapse-media-cleanup', 'media-cleanup.py', change);

export const cases: readonly MutationCase[] = [
  {
    rule: 'media/cleanup',
    what: 'the nightly job copies and deletes nothing',
    mutate: script((text) => text.replace(', "--delete"', '')),
  },
  {
    rule: 'media/cleanup-database',
    what: 'the nightly job does not say where the database is',
    mutate: script((text) => text.replaceAll('database.yaml', 'db.yaml')),
  },
  {
    rule: 'media/duration',
    what: 'the nightly job counts months',
    mutate: script((text) => text.replace('{options.days}d', '{options.days}m')),
  },
  {
    rule: 'media/storage-class',
    what: 'the nightly job asks for a class of AWS',
    mutate: script((text) => text.replace('"STANDARD"', '"STANDARD_IA"')),
  },
  {
    rule: 'media/storage-class',
    what: 'the storage provider asks for a class of AWS',
    mutate: editFile('ConfigMap', 'synapse-config', 'media-repository.yaml', (text) =>
      text.replace('storage_class: STANDARD', 'storage_class: STANDARD_IA'),
    ),
  },
  {
    rule: 'media/job-placement',
    what: 'the nightly job may run on any node',
    mutate: set(
      'CronJob',
      'synapse-media-cleanup',
      ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'affinity'],
      {},
    ),
  },
  {
    rule: 'media/provider-image',
    what: "the media worker runs upstream's image",
    mutate: edit('StatefulSet', 'synapse-media-repository', (object) => {
      const text = JSON.stringify(object).replace(
        /"image":"[^"]*"/,
        '"image":"ghcr.io/element-hq/synapse:v1.163.2"',
      );
      Object.assign(object, JSON.parse(text));
    }),
  },
];
