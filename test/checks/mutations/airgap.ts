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
    what: 'an app is sent to a cluster outside',
    also: ['argocd/project-permits'],
    mutate: set(
      'Application',
      'airgap-metallb',
      ['spec', 'destination', 'server'],
      'https://kubernetes.cloud.example.com',
    ),
  },
];
