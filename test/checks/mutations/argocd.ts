import { isObject, objectIn } from '../../../generator/kubernetes/json.ts';
import { add, edit, type MutationCase, set } from './mutate.ts';

const annotations = ['metadata', 'annotations'];
const options = [...annotations, 'argocd.argoproj.io/sync-options'];
const wave = [...annotations, 'argocd.argoproj.io/sync-wave'];

export const cases: readonly MutationCase[] = [
  {
    rule: 'argocd/loss-protection',
    what: 'the database may be pruned',
    mutate: set('Cluster', 'synapse-db', options, 'Delete=false'),
  },
  {
    rule: 'argocd/loss-protection',
    what: 'a namespace may be deleted',
    mutate: set('Namespace', 'matrix', options, 'Prune=false'),
  },
  {
    rule: 'argocd/loss-protection',
    what: 'the Application of the database cascades',
    mutate: edit('Application', 'production-postgres', (object) => {
      objectIn(object, 'metadata')['finalizers'] = ['resources-finalizer.argocd.argoproj.io'];
    }),
  },
  {
    rule: 'argocd/loss-protection',
    what: 'an empty source deletes everything',
    mutate: set('Application', 'production-synapse', ['spec', 'syncPolicy', 'automated', 'allowEmpty'], true),
  },
  {
    rule: 'argocd/crd-order',
    what: 'the operator comes with its database',
    mutate: set('Application', 'production-cloudnative-pg', wave, '0'),
  },
  {
    rule: 'argocd/wave-order',
    what: 'priority classes come after what uses them',
    mutate: set('Application', 'production-priority-classes', wave, '40'),
  },
  {
    rule: 'argocd/gating',
    what: 'the database is synced by hand',
    mutate: edit('Application', 'production-postgres', (object) => {
      delete objectIn(object, 'spec', 'syncPolicy')['automated'];
    }),
  },
  {
    rule: 'argocd/gating',
    what: 'Argo CD does not know when an Application is healthy',
    mutate: edit('Application', 'production-argo-cd', (object) => {
      const sources = objectIn(object, 'spec')['sources'];
      const chart = Array.isArray(sources) ? sources[0] : undefined;
      if (!isObject(chart)) throw new Error('Argo CD has no chart');
      delete objectIn(chart, 'helm', 'valuesObject', 'configs', 'cm')[
        'resource.customizations.health.argoproj.io_Application'
      ];
    }),
  },
  {
    rule: 'argocd/shared-object',
    what: 'two components render a Service',
    also: ['service/selects-pods', 'object/duplicate'],
    mutate: add(
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'element-web', namespace: 'matrix' },
        spec: { selector: { app: 'x' }, ports: [{ port: 8080 }] },
      },
      'synapse',
    ),
  },
  {
    rule: 'argocd/project-permits',
    what: 'a kind that the project does not list',
    mutate: add(
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'limits', namespace: 'matrix' },
        spec: { limits: [] },
      },
      'element-web',
    ),
  },
  {
    rule: 'argocd/project-permits',
    what: 'the root may write Secrets',
    mutate: edit('AppProject', 'production-root', (object) => {
      objectIn(object, 'spec')['namespaceResourceWhitelist'] = [{ group: '', kind: 'Secret' }];
    }),
  },
];
