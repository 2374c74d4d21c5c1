import { listIn, objectIn } from '../../../generator/kubernetes/json.ts';
import { edit, editFile, type MutationCase, replaceIn, set } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'secrets/provider',
    what: 'the database is told the wrong name of its Secret, and people make the declared ones',
    mutate: set(
      'Cluster',
      'synapse-db',
      ['spec', 'bootstrap', 'initdb', 'secret', 'name'],
      'synapse-db-owner',
    ),
  },
  {
    rule: 'references/secret-key',
    environment: 'design-2025',
    what: 'a key was not sealed',
    mutate: edit('SealedSecret', 'minio/minio-root', (sealed) => {
      delete objectIn(sealed, 'spec', 'encryptedData')['config.env'];
    }),
  },
  {
    rule: 'references/secret-key',
    environment: 'staging',
    what: 'the password of Grafana is another key in the values of its chart',
    also: ['secrets/unused-key'],
    mutate: replaceIn('Application', 'staging-prometheus-stack', '"admin-password"', '"password"'),
  },
  {
    rule: 'secrets/provider',
    what: 'the password of Grafana is a key that nobody is asked to make',
    mutate: replaceIn('Application', 'production-prometheus-stack', '"admin-password"', '"password"'),
  },
  {
    rule: 'secrets/unused-key',
    environment: 'staging',
    what: 'an ExternalSecret fetches something that nobody reads',
    mutate: edit('ExternalSecret', 'redis-synapse/redis-synapse-auth', (external) => {
      objectIn(external, 'spec')['data'] = [
        ...listIn(external, 'spec', 'data'),
        { secretKey: 'old-password', remoteRef: { key: 'matrix/staging/old', property: 'password' } },
      ];
    }),
  },
  {
    rule: 'secrets/unused-key',
    environment: 'design-2025',
    what: 'a sealed Secret has a key of the past',
    mutate: edit('SealedSecret', 'monitoring/object-store-loki', (sealed) => {
      objectIn(sealed, 'spec', 'encryptedData')['AWS_SESSION_TOKEN'] = 'AgBP';
    }),
  },
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
