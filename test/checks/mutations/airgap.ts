import { editFile, type MutationCase, set } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'airgap/outside-names',
    environment: 'airgap',
    what: 'Element Web has a map of the outside',
    mutate: editFile('ConfigMap', 'element-web', 'config.json', (text) =>
      text.replace('{', '{ "map_style_url": "https://api.maptiler.com/maps/streets/style.json",'),
    ),
  },
  {
    rule: 'airgap/outside-names',
    environment: 'airgap',
    what: 'a chart comes from its public repository',
    mutate: set(
      'Application',
      'airgap-metallb',
      ['spec', 'destination', 'server'],
      'https://metallb.github.io',
    ),
  },
];
