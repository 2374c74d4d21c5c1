import { edit, type MutationCase, replaceIn, set } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'clients/stateless',
    what: 'Element Web is a StatefulSet',
    mutate: edit('Deployment', 'element-web', (object) => {
      object['kind'] = 'StatefulSet';
    }),
  },
  {
    rule: 'clients/stateless',
    what: 'Element Web listens on port 80',
    mutate: replaceIn('Deployment', 'element-web', '"containerPort":8080', '"containerPort":80'),
  },
  {
    rule: 'clients/stateless',
    what: 'Element Web runs as root',
    also: ['container/root-user', 'platform/pod-security'],
    mutate: set('Deployment', 'element-web', ['spec', 'template', 'spec', 'securityContext', 'runAsUser'], 0),
  },
];
