import { edit, editFile, type MutationCase } from './mutate.ts';

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
  {
    rule: 'platform/lifecycle',
    what: 'a retired chart is installed',
    mutate: edit('Application', 'production-metallb', (object) => {
      const text = JSON.stringify(object)
        .replace('"chart":"metallb"', '"chart":"ingress-nginx"')
        .replace('"targetRevision":"0.16.1"', '"targetRevision":"4.15.1"');
      Object.assign(object, JSON.parse(text));
    }),
    also: ['argocd/crd-order'],
  },
];
