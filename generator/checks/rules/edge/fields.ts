import { getIn, listIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { remember } from '../../remember.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const docs = ['kubernetes.io docs: Ingress'];
const ingresses = { of: objects('networking.k8s.io/Ingress'), optional: true } as const;

/** Annotations by which load balancers of clouds are given certificates that no `tls` names. */
const cloudCertificates = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
];

/** True when a certificate for `pattern` is one for the host: the same, or a wildcard for its first label. */
function coversHost(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && pattern.slice(1) === host.slice(host.indexOf('.')));
}

/** Hosts and paths of an Ingress, as its controller tells them apart. */
function routesOf({ json }: RenderedResource): string[] {
  const controller = textIn(json, 'spec', 'ingressClassName') ?? '';
  return listIn(json, 'spec', 'rules').flatMap((rule) =>
    listIn(rule, 'http', 'paths').map(
      (path) =>
        `${controller} ${textIn(rule, 'host') ?? '*'}${textIn(path, 'path') ?? '/'} ${textIn(path, 'pathType') ?? ''}`,
    ),
  );
}

/** Ingresses by each route that they claim. */
const claims = remember((resources) => {
  const byRoute = new Map<string, RenderedResource[]>();
  for (const ingress of resources.ofKind('Ingress', 'networking.k8s.io'))
    for (const route of routesOf(ingress)) byRoute.set(route, [...(byRoute.get(route) ?? []), ingress]);
  return byRoute;
});

/** Hosts with TLS: a controller serves a host with the certificate that any of its Ingresses gives it. */
const hostsWithTls = remember((resources) =>
  resources
    .ofKind('Ingress', 'networking.k8s.io')
    .flatMap(({ json }) =>
      listIn(json, 'spec', 'tls').flatMap((entry) => listIn(entry, 'hosts').map(String)),
    ),
);

function isCanary(json: Json): boolean {
  return textsIn(json, 'metadata', 'annotations')['nginx.ingress.kubernetes.io/canary'] === 'true';
}

const rows: readonly FieldRow[] = [
  {
    slug: 'edge/ingress-tls',
    title: 'Every host of an Ingress has TLS',
    why: 'A host without a certificate is served in the clear: passwords and tokens are read on the way.',
    fix: 'List the host under `spec.tls`, with a Secret.',
    references: docs,
    ...ingresses,
    path: ['spec', 'tls'],
    wrong: (_, { json }, resources) => {
      const annotations = Object.keys(textsIn(json, 'metadata', 'annotations'));
      if (annotations.some((key) => cloudCertificates.includes(key))) return undefined;
      // Without hosts an entry is for all of them.
      if (listIn(json, 'spec', 'tls').some((entry) => listIn(entry, 'hosts').length === 0)) return undefined;
      const hosts = hostsWithTls(resources);
      const bare = listIn(json, 'spec', 'rules')
        .map((rule) => textIn(rule, 'host') ?? '')
        .find((host) => !hosts.some((pattern) => coversHost(pattern, host)));
      return bare === undefined
        ? undefined
        : `serves ${bare === '' ? 'every host' : bare} without TLS: passwords and tokens are read on the way. List it under tls.`;
    },
  },
  {
    slug: 'edge/ingress-host',
    title: 'An Ingress names its hosts',
    severity: 'warning',
    why: 'A rule without a host, and a default backend, answer for every name that leads to the controller, also for those of others.',
    fix: 'Name the host of each rule; remove `defaultBackend`.',
    references: docs,
    ...ingresses,
    path: ['spec'],
    wrong: (value) => {
      if (getIn(value, ['defaultBackend']) !== undefined)
        return 'has a default backend: it answers for every name that leads to the controller. Remove it.';
      return listIn(value, 'rules').some((rule) => ['', '*', undefined].includes(textIn(rule, 'host')))
        ? 'has a rule without a host: it answers for every name that leads to the controller. Name the host.'
        : undefined;
    },
  },
  {
    slug: 'edge/one-ingress',
    title: 'A host and path belong to one Ingress',
    why: 'Of two Ingresses with one host and path the older one answers, whichever was meant; nothing reports it.',
    fix: 'Remove the route from one of them.',
    references: [...docs, 'kubernetes/ingress-nginx docs/how-it-works.md: When there are several Ingresses'],
    ...ingresses,
    path: ['spec', 'rules'],
    wrong: (_, { resource, json }, resources) => {
      if (isCanary(json)) return undefined;
      for (const route of routesOf(resource)) {
        const other = (claims(resources).get(route) ?? []).find(
          (one) => one !== resource && !isCanary(one.json),
        );
        if (other === undefined) continue;
        const { namespace = '', name } = other.object.metadata;
        return `claims ${route.split(' ')[1]}, and so does Ingress ${namespace}/${name}: which of them answers depends on their age. Remove it from one.`;
      }
      return undefined;
    },
  },
];

/** Fields of Ingresses. */
export const ingressFields = rows.map(makeFieldRule);
