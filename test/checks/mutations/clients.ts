import { edit, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'clients/stateless',
    what: 'Element Web is a StatefulSet',
    mutate: edit('Deployment', 'element-web', (object) => {
      object['kind'] = 'StatefulSet';
    }),
  },
];
