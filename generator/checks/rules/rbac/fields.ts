import { isObject, listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const roles = objects('rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole');
const bindings = objects(
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
);
const references = ['kubernetes.io docs: Role Based Access Control Good Practices'];

/** A right that lets its holder become more than it is. */
interface Right {
  readonly slug: string;
  readonly title: string;
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly why: string;
}

const changing = ['create', 'update', 'patch', '*'];

const dangerous: readonly Right[] = [
  {
    slug: 'rbac/secrets',
    title: 'No role reads Secrets at large',
    verbs: ['get', 'list', 'watch', '*'],
    resources: ['secrets'],
    why: 'whoever holds it has every credential of the namespace, and those of the other service accounts',
  },
  {
    slug: 'rbac/create-pods',
    title: 'No role creates pods at will',
    verbs: ['create', '*'],
    resources: ['pods', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'replicasets'],
    why: 'a pod may mount every Secret and use every service account of its namespace',
  },
  {
    slug: 'rbac/exec',
    title: 'No role enters containers',
    verbs: ['create', 'get', '*'],
    resources: ['pods/exec', 'pods/attach'],
    why: 'whoever enters a container has all that it has',
  },
  {
    slug: 'rbac/impersonate',
    title: 'No role impersonates others',
    verbs: ['impersonate'],
    resources: ['users', 'groups', 'serviceaccounts', '*'],
    why: 'whoever may impersonate is whoever it likes, and audit logs are of little use then',
  },
  {
    slug: 'rbac/escalate',
    title: 'No role gives rights that its holder lacks',
    verbs: ['bind', 'escalate'],
    resources: ['roles', 'clusterroles', '*'],
    why: 'the check that nobody hands out more than he has is switched off for its holder',
  },
  {
    slug: 'rbac/webhooks',
    title: 'No role changes admission webhooks',
    verbs: changing,
    resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
    why: 'a webhook sees and changes every object that anybody writes',
  },
  {
    slug: 'rbac/certificates',
    title: 'No role approves certificates of the cluster',
    verbs: ['approve', 'update', 'patch', '*'],
    resources: ['certificatesigningrequests/approval', 'signers'],
    why: 'an approved request is a login as whoever it names',
  },
  {
    slug: 'rbac/nodes-proxy',
    title: 'No role talks to kubelets',
    verbs: ['get', 'create', '*'],
    resources: ['nodes/proxy'],
    why: 'the kubelet runs commands in every pod of its node and no admission sees it',
  },
];

/** False for what is still to be created: it has no name yet that the right could be limited to. */
function canBeNamed({ verbs }: Right): boolean {
  return verbs.some((verb) => !['create', '*'].includes(verb));
}

function grants(rule: Json, { verbs, resources }: Right): boolean {
  const has = (list: string, wanted: readonly string[]) =>
    listIn(rule, list).some((item) => wanted.includes(String(item)));
  // What is named by name is not at large.
  return has('verbs', verbs) && has('resources', resources) && listIn(rule, 'resourceNames').length === 0;
}

const rows: readonly FieldRow[] = [
  {
    slug: 'rbac/wildcards',
    title: 'Roles name what they allow',
    why: 'A wildcard also covers every kind and verb that will exist one day.',
    fix: 'Name groups, resources and verbs.',
    references,
    of: roles,
    optional: true,
    path: ['rules'],
    wrong: (value) => {
      const field = (Array.isArray(value) ? value : []).flatMap((rule) =>
        ['apiGroups', 'resources', 'verbs'].filter((list) => listIn(rule, list).includes('*')),
      )[0];
      return field === undefined
        ? undefined
        : `has a wildcard in ${field}: it also allows what will exist one day. Name what is needed.`;
    },
  },
  ...dangerous.map(
    (right): FieldRow => ({
      slug: right.slug,
      title: right.title,
      why: `With this right ${right.why}.`,
      fix: canBeNamed(right)
        ? 'Remove the right, or limit it with `resourceNames`.'
        : 'Remove the right from the role.',
      references,
      of: roles,
      optional: true,
      path: ['rules'],
      wrong: (value) => {
        const rule = (Array.isArray(value) ? value : []).find((one) => grants(one, right));
        return rule === undefined
          ? undefined
          : `allows ${listIn(rule, 'verbs').join(', ')} on ${listIn(rule, 'resources').join(', ')}: ${right.why}. Remove it${canBeNamed(right) ? ', or limit it with resourceNames' : ''}.`;
      },
    }),
  ),
  {
    slug: 'rbac/cluster-admin',
    title: 'Nobody is bound to cluster-admin',
    why: 'Whoever takes over the pod takes over the cluster.',
    fix: 'Write a role with what is needed.',
    references,
    of: bindings,
    optional: true,
    path: ['roleRef', 'name'],
    wrong: (value) =>
      value === 'cluster-admin'
        ? 'binds cluster-admin: whoever takes over its subject takes over the cluster. Write a role of its own.'
        : undefined,
  },
  {
    slug: 'rbac/everybody',
    title: 'No right is given to everybody',
    why: 'Anonymous and authenticated users are everybody who reaches the API; masters cannot be revoked.',
    fix: 'Name the user, group or service account.',
    references,
    of: bindings,
    optional: true,
    path: ['subjects'],
    wrong: (value) => {
      const all = ['system:anonymous', 'system:unauthenticated', 'system:authenticated', 'system:masters'];
      const subject = (Array.isArray(value) ? value : []).find(
        (one) => isObject(one) && all.includes(String(one['name'])),
      );
      return subject === undefined
        ? undefined
        : `gives its role to ${textIn(subject, 'name')}: everybody who reaches the API has it, or nobody can take it away. Name the subject.`;
    },
  },
];

/** Rights. */
export const rbacFields = rows.map(makeFieldRule);
