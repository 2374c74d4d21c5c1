import { listIn, objectIn } from '../../../generator/kubernetes/json.ts';
import { edit, editFile, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'secrets/plaintext',
    what: 'somebody puts a token into the configuration of the web client',
    mutate: editFile('ConfigMap', 'element-web', 'config.json', (text) =>
      text.replace('{', '{ "integrations_token": "q7Lm2NvB8tZk39xP",'),
    ),
  },
  {
    rule: 'secrets/plaintext',
    what: 'the values of a chart hold a password',
    mutate: edit('Application', 'production-cert-manager', (application) => {
      const [source] = listIn(application, 'spec', 'sources');
      objectIn(source, 'helm', 'valuesObject')['adminPassword'] = 'n3Vt8Yc1Qf6Hs0Jd';
    }),
  },
];
