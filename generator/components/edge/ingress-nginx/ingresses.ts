import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { ingressClass, routeNamespace } from '../names.ts';
import type { Site, SiteRoute } from '../sites.ts';

/**
 * Sites as Ingresses of ingress-nginx, one per host and namespace that it leads to: an Ingress reaches Services of its own namespace only,
 * and the controller merges those of one host. The certificate comes with the one beside its Secret. No snippets: the controller refuses
 * them, with reason.
 */
export function makeIngresses(sites: readonly Site[]): (IIngress & KubernetesObject)[] {
  return sites.flatMap((site) => {
    const namespaces = [...new Set([routeNamespace, ...site.routes.map(({ backend }) => backend.namespace)])];
    return namespaces.map((namespace) => makeIngress(site, namespace));
  });
}

function makeIngress(site: Site, namespace: string): IIngress & KubernetesObject {
  const routes = site.routes.filter(({ backend }) => backend.namespace === namespace);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: site.name,
      namespace,
      labels: { 'app.kubernetes.io/part-of': partOf },
      annotations: makeAnnotations(site),
    },
    spec: {
      ingressClassName: ingressClass,
      ...(namespace === routeNamespace && { tls: [{ hosts: [site.host], secretName: site.tlsSecret }] }),
      rules: [{ host: site.host, http: { paths: routes.map(makePath) } }],
    },
  };
}

function makeAnnotations({ idleTimeout, bodyLimit, allowed }: Site): Record<string, string> {
  const annotations = {
    // Redirects are on by default where there is TLS; written out, since the global default can be changed.
    'ssl-redirect': 'true',
    'proxy-read-timeout': String(idleTimeout),
    'proxy-send-timeout': String(idleTimeout),
    'proxy-body-size': `${Math.ceil(bodyLimit / 2 ** 20)}m`,
    // Uploads and answers flow through instead of being written to the proxy's disk first.
    'proxy-request-buffering': 'off',
    'proxy-buffering': 'off',
    ...(allowed !== undefined && { 'whitelist-source-range': allowed.join(',') }),
  };
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
  );
}

function makePath({ path, match, backend }: SiteRoute) {
  return {
    path,
    pathType: match === 'exact' ? ('Exact' as const) : ('Prefix' as const),
    backend: { service: { name: backend.service, port: { number: backend.port } } },
  };
}
