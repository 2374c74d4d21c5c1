import { editFile, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'media/cleanup',
    what: 'the nightly job copies and deletes nothing',
    mutate: editFile('ConfigMap', 'synapse-media-cleanup', 'media-cleanup.py', (text) =>
      text.replace(', "--delete"', ''),
    ),
  },
];
