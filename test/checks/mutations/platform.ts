import { editFile, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'platform/placeholder',
    what: 'the server name waits to be replaced',
    also: ['edge/public-names'],
    mutate: editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', (text) =>
      text.replace(/^server_name: .*$/m, 'server_name: CHANGE_TO_YOUR_DOMAIN'),
    ),
  },
  {
    rule: 'platform/placeholder',
    what: 'the reference environment shows through',
    also: ['edge/public-names'],
    mutate: editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', (text) =>
      text.replace(/^server_name: .*$/m, 'server_name: base.invalid'),
    ),
  },
];
