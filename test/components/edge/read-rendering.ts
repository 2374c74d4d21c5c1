import { getIn, listIn, textIn, textsIn } from '../../../generator/kubernetes/json.ts';
import type { Json, KubernetesObject } from '../../../generator/kubernetes/object.ts';

/** What a rendering means for one path of one host, whatever it is written in. */
export interface Meaning {
  readonly host: string;
  readonly path: string;
  readonly match: 'prefix' | 'exact';
  readonly backend: string;
  readonly tlsSecret: string;
  readonly idleSeconds: number;
  /** Seconds for the whole request; infinite when nothing limits it. */
  readonly requestSeconds: number;
  /** Bytes; infinite when nothing limits it. */
  readonly bodyLimit: number;
  /** Networks that may come; `everybody` otherwise. */
  readonly allowed: string;
  readonly redirectsHttp: boolean;
  /** Where the proxies learn the client's address: `connection` when they believe no header and no node hides it. */
  readonly clientAddress: string;
}

type Objects = readonly KubernetesObject[];

/**
 * Meaning of Ingresses, as ingress-nginx 1.15 reads their annotations and the values of its chart. `use-forwarded-headers` and
 * `use-proxy-protocol` are false unless set; the Service hides addresses unless told not to.
 */
export function readIngresses(objects: Objects, chartValues: Json): Meaning[] {
  const config = textsIn(chartValues, 'controller', 'config');
  const believes = ['use-forwarded-headers', 'use-proxy-protocol'].filter((key) => config[key] === 'true');
  const clientAddress = readClientAddress(
    textIn(chartValues, 'controller', 'service', 'externalTrafficPolicy') ?? 'Cluster',
    believes,
  );
  // The controller merges the Ingresses of a host, and with them its certificate.
  const certificates = new Map(
    jsonOf(objects, 'Ingress').flatMap((ingress) =>
      listIn(ingress, 'spec', 'tls').flatMap((tls) =>
        listIn(tls, 'hosts').map((host) => [String(host), textIn(tls, 'secretName') ?? ''] as const),
      ),
    ),
  );
  return jsonOf(objects, 'Ingress').flatMap((ingress) => {
    const annotations = textsIn(ingress, 'metadata', 'annotations');
    const annotation = (name: string) => annotations[`nginx.ingress.kubernetes.io/${name}`];
    const read = Number(annotation('proxy-read-timeout') ?? 60);
    const send = Number(annotation('proxy-send-timeout') ?? 60);
    return listIn(ingress, 'spec', 'rules').flatMap((rule) =>
      listIn(rule, 'http', 'paths').map((path): Meaning => {
        const service = getIn(path, ['backend', 'service']) ?? null;
        return {
          host: textIn(rule, 'host') ?? '*',
          path: textIn(path, 'path') ?? '/',
          match: textIn(path, 'pathType') === 'Exact' ? 'exact' : 'prefix',
          backend: `${textIn(ingress, 'metadata', 'namespace')}/${textIn(service, 'name')}:${getIn(service, ['port', 'number'])}`,
          tlsSecret: certificates.get(textIn(rule, 'host') ?? '') ?? '',
          idleSeconds: Math.min(read, send),
          requestSeconds: Number.POSITIVE_INFINITY,
          bodyLimit: Number.parseInt(annotation('proxy-body-size') ?? '1m', 10) * 2 ** 20,
          allowed: annotation('whitelist-source-range')?.split(',').sort().join(' ') ?? 'everybody',
          redirectsHttp: annotation('ssl-redirect') === 'true',
          clientAddress,
        };
      }),
    );
  });
}

/** Meaning of a Gateway, its routes and its policies, as Envoy Gateway 1.9 reads them. */
export function readGateway(objects: Objects): Meaning[] {
  const [gateway = null] = jsonOf(objects, 'Gateway');
  const [backendPolicy = null] = jsonOf(objects, 'BackendTrafficPolicy');
  const routes = jsonOf(objects, 'HTTPRoute');
  const redirect = routes.find((route) =>
    listIn(route, 'spec', 'rules').some((rule) => listIn(rule, 'filters').length > 0),
  );
  const redirected = textIn(listIn(redirect ?? null, 'spec', 'parentRefs')[0] ?? null, 'sectionName');
  const seconds = (name: string) =>
    Number.parseInt(textIn(backendPolicy, 'spec', 'timeout', 'http', name) ?? '0', 10) ||
    Number.POSITIVE_INFINITY;
  const [clientPolicy = null] = jsonOf(objects, 'ClientTrafficPolicy');
  const [proxy = null] = jsonOf(objects, 'EnvoyProxy');
  const believes = ['clientIPDetection', 'enableProxyProtocol', 'proxyProtocol'].filter(
    (key) => getIn(clientPolicy, ['spec', key]) !== undefined,
  );
  const clientAddress = readClientAddress(
    textIn(proxy, 'spec', 'provider', 'kubernetes', 'envoyService', 'externalTrafficPolicy') ?? 'Local',
    believes,
  );
  const httpListener = listIn(gateway, 'spec', 'listeners').find(
    (listener) => getIn(listener, ['port']) === 80,
  );
  return routes
    .filter((route) => route !== redirect)
    .flatMap((route) => {
      const name = textIn(route, 'metadata', 'name');
      const [host] = listIn(route, 'spec', 'hostnames').map(String);
      const section = textIn(listIn(route, 'spec', 'parentRefs')[0] ?? null, 'sectionName');
      const listener = listIn(gateway, 'spec', 'listeners').find(
        (candidate) => textIn(candidate, 'name') === section && textIn(candidate, 'hostname') === host,
      );
      const access = jsonOf(objects, 'SecurityPolicy').find((policy) =>
        listIn(policy, 'spec', 'targetRefs').some((target) => textIn(target, 'name') === name),
      );
      return listIn(route, 'spec', 'rules').flatMap((rule) =>
        listIn(rule, 'matches').map((match): Meaning => {
          const [backend = null] = listIn(rule, 'backendRefs');
          return {
            host: host ?? '*',
            path: textIn(match, 'path', 'value') ?? '/',
            match: textIn(match, 'path', 'type') === 'Exact' ? 'exact' : 'prefix',
            backend: `${textIn(backend, 'namespace') ?? textIn(route, 'metadata', 'namespace')}/${textIn(backend, 'name')}:${getIn(backend, ['port'])}`,
            tlsSecret: textIn(listIn(listener ?? null, 'tls', 'certificateRefs')[0] ?? null, 'name') ?? '',
            idleSeconds: seconds('streamIdleTimeout'),
            requestSeconds: seconds('requestTimeout'),
            // Envoy streams bodies and limits none.
            bodyLimit: Number.POSITIVE_INFINITY,
            allowed:
              access === undefined
                ? 'everybody'
                : listIn(access, 'spec', 'authorization', 'rules')
                    .flatMap((allow) => listIn(allow, 'principal', 'clientCIDRs').map(String))
                    .sort()
                    .join(' '),
            redirectsHttp: redirected === textIn(httpListener ?? null, 'name'),
            clientAddress,
          };
        }),
      );
    });
}

function readClientAddress(trafficPolicy: string, believes: readonly string[]): string {
  if (trafficPolicy !== 'Local') return 'a node';
  return believes.length === 0 ? 'connection' : believes.join(' ');
}

function jsonOf(objects: Objects, kind: string): Json[] {
  return objects
    .filter((object) => object.kind === kind)
    .map((object) => JSON.parse(JSON.stringify(object)) as Json);
}
