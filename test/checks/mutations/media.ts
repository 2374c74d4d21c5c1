import { editFile, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'media/cleanup',
    what: 'media goes to S3 and nothing cleans up',
    mutate: editFile(
      'ConfigMap',
      'synapse-config',
      'homeserver.yaml',
      (text) =>
        `${text}\nmedia_storage_providers:\n- module: s3_storage_provider.S3StorageProviderBackend\n  config: { bucket: synapse-media }\n`,
    ),
  },
];
