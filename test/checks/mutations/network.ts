import { objectIn } from '../../../generator/kubernetes/json.ts';
import type { JsonObject } from '../../../generator/kubernetes/object.ts';
import { add, edit, type MutationCase, set } from './mutate.ts';

const elementWeb = 'element-web-web-client';

const others = {
  matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'NotIn', values: ['element-web'] }],
};

/** A second policy for Element Web. */
const policy = (spec: JsonObject) =>
  add(
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'added', namespace: 'matrix' },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'element-web' } },
        policyTypes: ['Ingress'],
        ...spec,
      },
    },
    'element-web',
  );

export const cases: readonly MutationCase[] = [
  {
    rule: 'network/selects-pods',
    what: 'the policy of the web client is for others',
    mutate: set('NetworkPolicy', elementWeb, ['spec', 'podSelector'], { matchLabels: { a: 'b' } }),
  },
  {
    rule: 'network/peers',
    what: 'a policy lets through who is not there',
    mutate: policy({
      ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'gone' } } }] }],
    }),
  },
  { rule: 'network/open', what: 'a policy lets everybody through', mutate: policy({ ingress: [{}] }) },
  {
    rule: 'network/policy-types',
    what: 'a policy does not say what it isolates',
    mutate: edit('NetworkPolicy', elementWeb, (object) => {
      delete objectIn(object, 'spec')['policyTypes'];
    }),
  },
  {
    rule: 'network/policy-values',
    what: 'a range runs backwards',
    mutate: policy({ ingress: [{ ports: [{ port: 8090, endPort: 8080 }] }] }),
  },
  {
    rule: 'network/covered',
    what: 'the web client is left out',
    also: ['network/default-deny'],
    mutate: (resources) =>
      ['matrix/allow-dns', 'matrix/default-deny'].reduce(
        (changed, name) => set('NetworkPolicy', name, ['spec', 'podSelector'], others)(changed),
        resources,
      ),
  },
  {
    rule: 'network/default-deny',
    what: 'the namespace of Argo CD is open to everybody',
    mutate: set('NetworkPolicy', 'argocd/default-deny', ['spec', 'policyTypes'], ['Egress']),
  },
  {
    rule: 'network/dns',
    what: 'names are resolved over UDP only',
    mutate: edit('NetworkPolicy', 'matrix/allow-dns', (object) => {
      Object.assign(objectIn(object, 'spec', 'egress', 0), { ports: [{ protocol: 'UDP', port: 53 }] });
    }),
  },
];
