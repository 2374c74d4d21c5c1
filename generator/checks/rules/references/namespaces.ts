import { listIn, textIn } from '../../../kubernetes/json.ts';
import { remember } from '../../remember.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { everything } from '../../tables/subjects.ts';

/** Namespaces that every cluster has. */
const builtIn = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Namespaces that Argo CD makes before it syncs an Application. */
const madeByArgo = remember(
  (resources) =>
    new Set(
      resources
        .ofKind('Application', 'argoproj.io')
        .filter(({ json }) =>
          listIn(json, 'spec', 'syncPolicy', 'syncOptions').includes('CreateNamespace=true'),
        )
        .map(({ json }) => textIn(json, 'spec', 'destination', 'namespace') ?? ''),
    ),
);

const rows: readonly FieldRow[] = [
  {
    slug: 'references/namespace',
    title: 'Namespaces of objects are there',
    why: 'The API refuses an object of a namespace that does not exist, and the sync of its Application stops.',
    fix: 'Add the Namespace, or correct the name.',
    references: ['kubernetes.io docs: Namespaces'],
    of: everything,
    path: ['metadata', 'namespace'],
    wrong: (value, _, resources) => {
      // Manifests without any Namespace leave them to somebody else.
      if (value === undefined || resources.ofKind('Namespace', '').length === 0) return undefined;
      const namespace = String(value);
      return builtIn.includes(namespace) ||
        resources.find('Namespace', '', namespace) !== undefined ||
        madeByArgo(resources).has(namespace)
        ? undefined
        : `is in the namespace ${namespace}, which is not there: the API refuses it. Add the Namespace, or correct the name.`;
    },
  },
];

/** Namespaces of objects. */
export const namespaceRules = rows.map(makeFieldRule);
