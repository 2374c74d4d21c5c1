import { editFile, type MutationCase } from './mutate.ts';

const shared = (change: (text: string) => string) =>
  editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', change);

export const cases: readonly MutationCase[] = [
  {
    rule: 'synapse/single-media-repository',
    what: 'main keeps media as well as the media worker',
    mutate: editFile('ConfigMap', 'synapse-config', 'main.yaml', (text) =>
      text.replace('enable_media_repo: false', 'enable_media_repo: true'),
    ),
  },
  {
    rule: 'synapse/secrets-by-path',
    what: 'the replication secret is written out',
    mutate: shared((text) =>
      text.replace(/^worker_replication_secret_path:.*$/m, 'worker_replication_secret: hunter2hunter2'),
    ),
  },
  {
    rule: 'synapse/closed-federation',
    what: 'the air-gapped server asks matrix.org for keys',
    environment: 'airgap',
    mutate: shared((text) => text.replace(/^trusted_key_servers: .*$/m, '')),
  },
];
