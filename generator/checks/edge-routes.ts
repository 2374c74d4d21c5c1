import { getIn, type JsonPath, listIn, textIn, textsIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';

/** One path of one Ingress or HTTPRoute, and the Service that it leads to. */
export interface EdgeRoute {
  readonly resource: RenderedResource;
  /** Where the rule stands in the object. */
  readonly path: JsonPath;
  readonly hosts: readonly string[];
  readonly matchType: 'prefix' | 'exact' | 'regex';
  readonly match: string;
  readonly service: { readonly namespace: string; readonly name: string; readonly port: string | number };
  /** Networks that may use the route; undefined when everybody may. */
  readonly allowed: readonly string[] | undefined;
}

/** Every path that Ingresses and HTTPRoutes lead to a Service. */
export function edgeRoutes(resources: ResourceSet): EdgeRoute[] {
  return [
    ...resources.ofKind('Ingress', 'networking.k8s.io').flatMap(readIngress),
    ...resources
      .ofKind('HTTPRoute', 'gateway.networking.k8s.io')
      .flatMap((resource) => readHttpRoute(resources, resource)),
  ];
}

/** True when a request for this path may take the route; a regular expression that cannot be read counts as yes. */
export function carries({ matchType, match }: EdgeRoute, path: string): boolean {
  if (matchType === 'exact') return path === match;
  if (matchType === 'prefix') {
    const prefix = match.replace(/\/+$/, '');
    return path === prefix || path.startsWith(`${prefix}/`);
  }
  try {
    return new RegExp(`^(?:${match})`).test(path);
  } catch {
    return true;
  }
}

/** Annotations by which ingress-nginx limits who may come; the first is the name that it parses, the second an alias. */
const allowAnnotations = ['allowlist-source-range', 'whitelist-source-range'].map(
  (name) => `nginx.ingress.kubernetes.io/${name}`,
);

function readIngress(resource: RenderedResource): EdgeRoute[] {
  const { json } = resource;
  const annotations = textsIn(json, 'metadata', 'annotations');
  const list = allowAnnotations.map((name) => annotations[name]).find((value) => value !== undefined);
  const allowed = list?.split(',').map((network) => network.trim());
  const regex = annotations['nginx.ingress.kubernetes.io/use-regex'] === 'true';
  return listIn(json, 'spec', 'rules').flatMap((rule, ruleIndex) =>
    listIn(rule, 'http', 'paths').flatMap((entry, index): EdgeRoute[] => {
      const name = textIn(entry, 'backend', 'service', 'name');
      if (name === undefined) return [];
      const port =
        getIn(entry, ['backend', 'service', 'port', 'number']) ??
        getIn(entry, ['backend', 'service', 'port', 'name']);
      const pathType = textIn(entry, 'pathType');
      return [
        {
          resource,
          path: ['spec', 'rules', ruleIndex, 'http', 'paths', index],
          hosts: [textIn(rule, 'host') ?? '*'],
          matchType: regex && pathType !== 'Exact' ? 'regex' : pathType === 'Exact' ? 'exact' : 'prefix',
          match: textIn(entry, 'path') ?? '/',
          service: {
            namespace: resource.object.metadata.namespace ?? '',
            name,
            port: typeof port === 'number' ? port : String(port ?? ''),
          },
          allowed,
        },
      ];
    }),
  );
}

function readHttpRoute(resources: ResourceSet, resource: RenderedResource): EdgeRoute[] {
  const { json } = resource;
  const allowed = policyNetworks(resources, resource);
  const own = resource.object.metadata.namespace ?? '';
  return listIn(json, 'spec', 'rules').flatMap((rule, ruleIndex) => {
    const matches = listIn(rule, 'matches');
    return listIn(rule, 'backendRefs').flatMap((backend): EdgeRoute[] =>
      (matches.length > 0 ? matches : [{} as Json]).map((match) => ({
        resource,
        path: ['spec', 'rules', ruleIndex],
        hosts: listIn(json, 'spec', 'hostnames').map(String),
        matchType: matchTypes[textIn(match, 'path', 'type') ?? 'PathPrefix'] ?? 'regex',
        match: textIn(match, 'path', 'value') ?? '/',
        service: {
          namespace: textIn(backend, 'namespace') ?? own,
          name: textIn(backend, 'name') ?? '',
          port: Number(getIn(backend, ['port'])),
        },
        allowed,
      })),
    );
  });
}

const matchTypes: Readonly<Record<string, EdgeRoute['matchType']>> = {
  PathPrefix: 'prefix',
  Exact: 'exact',
  RegularExpression: 'regex',
};

/**
 * Networks that an Envoy Gateway SecurityPolicy lets through to this route; an Allow rule without networks lets everybody through.
 * Source: envoyproxy/gateway v1.9.0 `api/v1alpha1/authorization_types.go`: without `defaultAction` the rest is denied.
 */
function policyNetworks(resources: ResourceSet, route: RenderedResource): readonly string[] | undefined {
  const { name, namespace } = route.object.metadata;
  for (const { json, object } of resources.ofKind('SecurityPolicy', 'gateway.envoyproxy.io')) {
    const single = getIn(json, ['spec', 'targetRef']);
    const targets = [...listIn(json, 'spec', 'targetRefs'), ...(single === undefined ? [] : [single])];
    const applies = targets.some(
      (target) =>
        object.metadata.namespace === namespace &&
        textIn(target, 'kind') === 'HTTPRoute' &&
        textIn(target, 'name') === name &&
        // A section is one rule of the route; the others stay open.
        textIn(target, 'sectionName') === undefined,
    );
    const authorization = getIn(json, ['spec', 'authorization']);
    if (!applies || authorization === undefined) continue;
    if ((textIn(authorization, 'defaultAction') ?? 'Deny') !== 'Deny') continue;
    return listIn(authorization, 'rules')
      .filter((rule) => textIn(rule, 'action') === 'Allow')
      .flatMap((rule) => {
        const networks = listIn(rule, 'principal', 'clientCIDRs').map(String);
        return networks.length > 0 ? networks : ['0.0.0.0/0'];
      });
  }
  return undefined;
}
