import { edit, type MutationCase, set } from './mutate.ts';

const withoutAnnotation = (kind: string, name: string) =>
  edit(kind, name, (object) => {
    const { annotations } = object['metadata'] as { annotations: Record<string, string> };
    delete annotations['matrix-gitops/backup'];
  });

export const cases: readonly MutationCase[] = [
  {
    rule: 'data/backup-coverage',
    what: 'the copy of the media is stopped',
    mutate: set('CronJob', 'media-backup', ['spec', 'suspend'], true),
  },
  {
    rule: 'data/backup-coverage',
    what: 'media stays on its volume, and nothing copies that',
    mutate: set(
      'PersistentVolumeClaim',
      'synapse-media',
      ['metadata', 'annotations', 'matrix-gitops/backup'],
      'none: synapse.media.image is not set',
    ),
  },
  {
    rule: 'data/backup-coverage',
    what: 'nothing says what becomes of the media volume',
    mutate: withoutAnnotation('PersistentVolumeClaim', 'synapse-media'),
  },
  {
    rule: 'data/backup-coverage',
    what: 'nothing says what becomes of the cache of calls',
    mutate: withoutAnnotation('StatefulSet', 'redis-livekit-node'),
  },
];
