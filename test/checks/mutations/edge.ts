import { isObject, objectIn } from '../../../generator/kubernetes/json.ts';
import { add, edit, editFile, type MutationCase, replaceIn, set } from './mutate.ts';

/** An Ingress whose time-outs, body size and allow list are right. */
function ingress(path: string, service: string, port: number, annotations: Record<string, string> = {}) {
  const all = {
    'proxy-read-timeout': '400',
    'proxy-send-timeout': '400',
    'proxy-body-size': '0',
    'whitelist-source-range': '198.51.100.0/24',
    ...annotations,
  };
  return add({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'mutant',
      namespace: 'matrix',
      annotations: Object.fromEntries(
        Object.entries(all).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
      ),
    },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['matrix.example.org'], secretName: 'tls-matrix' }],
      rules: [
        {
          host: 'matrix.example.org',
          http: {
            paths: [
              { path, pathType: 'Prefix', backend: { service: { name: service, port: { number: port } } } },
            ],
          },
        },
      ],
    },
  });
}

/** Sets or removes an annotation of an Ingress that ingress-nginx reads. */
function annotate(ingressName: string, name: string, value: string | undefined) {
  return edit('Ingress', ingressName, (object) => {
    const annotations = objectIn(object, 'metadata', 'annotations');
    const key = `nginx.ingress.kubernetes.io/${name}`;
    if (value === undefined) delete annotations[key];
    else annotations[key] = value;
  });
}

export const cases: readonly MutationCase[] = [
  {
    rule: 'edge/main-exposed',
    what: 'an Ingress sends everything to the main process',
    mutate: ingress('/', 'synapse-main', 8008),
  },
  {
    rule: 'edge/body-size',
    what: 'an Ingress lets 10 MiB through',
    mutate: ingress('/_matrix', 'synapse-router', 8008, { 'proxy-body-size': '10m' }),
  },
  {
    rule: 'edge/snippets',
    what: 'an Ingress brings nginx configuration',
    mutate: ingress('/_matrix', 'synapse-router', 8008, { 'configuration-snippet': 'deny all;' }),
  },
  {
    rule: 'edge/admin-origin',
    what: 'the admin UI is also under the host of the homeserver',
    mutate: ingress('/synapse-admin', 'admin-ui', 8080),
  },
  {
    rule: 'edge/public-names',
    what: 'a certificate is for another host',
    mutate: set('Certificate', 'tls-element', ['spec', 'dnsNames'], ['web.example.org']),
  },
  {
    rule: 'edge/public-names',
    what: 'the well-known document names a host that nobody routes',
    mutate: editFile('ConfigMap', 'synapse-router', 'well-known-server.json', (text) =>
      text.replace('matrix.example.org', 'synapse.example.org'),
    ),
  },
  {
    rule: 'edge/public-names',
    what: 'Synapse names a host of its own in what it sends',
    mutate: editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', (text) =>
      text.replace(/(public_baseurl: https:\/\/)matrix\./, '$1synapse.'),
    ),
  },
  {
    rule: 'edge/public-names',
    what: 'Element Web belongs to another host than the well-known document',
    mutate: editFile('ConfigMap', 'element-web', 'config.json', (text) =>
      text.replace('https://matrix.example.org', 'https://synapse.example.org'),
    ),
  },
  {
    rule: 'edge/public-names',
    what: 'a route is for another host than its listener',
    mutate: set('HTTPRoute', 'element', ['spec', 'hostnames'], ['web.example.org']),
  },
  {
    rule: 'edge/public-names',
    what: 'a listener is for another host than its route',
    mutate: replaceIn('Gateway', 'edge', '"matrix.example.org"', '"old.example.org"'),
  },
  {
    rule: 'edge/public-names',
    what: 'clients are told of calls at a host that nobody routes',
    mutate: editFile('ConfigMap', 'synapse-router', 'well-known-client.json', (text) =>
      text.replace('rtc.example.org', 'calls.example.org'),
    ),
  },
  {
    rule: 'edge/public-names',
    what: 'the authoriser sends clients to a LiveKit that nobody routes',
    mutate: replaceIn('Deployment', 'lk-jwt-service', 'wss://rtc.', 'wss://livekit.'),
  },
  {
    rule: 'edge/public-names',
    what: 'TURN over TLS is under a name that its certificate does not have',
    mutate: set('Certificate', 'coturn-tls', ['spec', 'dnsNames'], ['relay.example.org']),
  },
  {
    rule: 'edge/public-names',
    what: 'clients are sent to a port on which no relay listens',
    mutate: editFile('ConfigMap', 'coturn', 'turnserver.conf', (text) =>
      text.replace('tls-listening-port 5349', 'tls-listening-port 5350'),
    ),
  },
  {
    rule: 'edge/public-names',
    what: 'LiveKit hands out a relay under another name',
    mutate: editFile('ConfigMap', 'livekit', 'livekit.yaml', (text) =>
      text.replaceAll('host: turn.example.org', 'host: relay.example.org'),
    ),
  },
  {
    rule: 'edge/client-address',
    what: 'the proxies hide client addresses',
    mutate: set(
      'EnvoyProxy',
      'edge',
      ['spec', 'provider', 'kubernetes', 'envoyService', 'externalTrafficPolicy'],
      'Cluster',
    ),
  },
  {
    rule: 'edge/sync-timeout',
    what: 'the proxies give a whole request 30 seconds',
    mutate: set('BackendTrafficPolicy', 'edge', ['spec', 'timeout', 'http', 'requestTimeout'], '30s'),
  },
  {
    rule: 'edge/admin-exposure',
    what: 'the admin host is open to everybody',
    also: ['edge/admin-origin'],
    mutate: set('SecurityPolicy', 'admin', ['spec', 'authorization', 'defaultAction'], 'Allow'),
  },
  {
    rule: 'edge/client-address',
    what: 'a load balancer hides client addresses',
    also: ['service/selects-pods'],
    mutate: add({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'edge', namespace: 'matrix' },
      spec: { type: 'LoadBalancer', selector: { app: 'edge' }, ports: [{ port: 443 }] },
    }),
  },
  {
    rule: 'edge/sync-timeout',
    what: 'the proxies bear silence long enough for /sync, and give up on uploads before the router',
    mutate: set('BackendTrafficPolicy', 'edge', ['spec', 'timeout', 'http', 'streamIdleTimeout'], '200s'),
  },
  {
    rule: 'edge/sync-timeout',
    what: 'the router gives up on /sync after a minute',
    mutate: editFile('ConfigMap', 'synapse-router', 'haproxy.cfg', (text) =>
      text.replace(/(backend sync\n[\s\S]*?timeout server) \S+/, '$1 60s'),
    ),
  },
  {
    rule: 'edge/admin-exposure',
    what: 'an Ingress serves the admin API to everybody',
    also: ['edge/public-names', 'edge/ingress-host', 'edge/ingress-tls'],
    mutate: add({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'admin', namespace: 'matrix' },
      spec: {
        rules: [
          {
            http: {
              paths: [
                {
                  path: '/_synapse/admin',
                  pathType: 'Prefix',
                  backend: { service: { name: 'synapse-router', port: { name: 'admin' } } },
                },
              ],
            },
          },
        ],
      },
    }),
  },
  {
    rule: 'edge/certificate',
    what: 'an Ingress names a TLS Secret that nobody makes',
    also: ['secrets/provider'],
    mutate: add({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'element-web', namespace: 'matrix' },
      spec: { tls: [{ secretName: 'element-tls' }] },
    }),
  },
  {
    rule: 'edge/admin-exposure',
    what: 'the public port serves the admin API',
    mutate: editFile('ConfigMap', 'synapse-router', 'public.map', (text) =>
      text.replace(/^(.*_synapse\/admin.*) forbidden$/m, '$1 main'),
    ),
  },
  {
    rule: 'edge/client-address',
    environment: 'design-2025',
    what: 'ingress-nginx hides client addresses',
    mutate: replaceIn(
      'Application',
      'design-2025-ingress-nginx',
      '"externalTrafficPolicy":"Local"',
      '"externalTrafficPolicy":"Cluster"',
    ),
  },
  {
    rule: 'edge/snippets',
    environment: 'design-2025',
    what: 'ingress-nginx lets snippets in',
    mutate: replaceIn(
      'Application',
      'design-2025-ingress-nginx',
      '"allowSnippetAnnotations":false',
      '"allowSnippetAnnotations":true',
    ),
  },
  {
    rule: 'edge/sync-timeout',
    environment: 'design-2025',
    what: 'an Ingress gives up after a minute',
    mutate: annotate('matrix', 'proxy-read-timeout', '60'),
  },
  {
    rule: 'edge/body-size',
    environment: 'design-2025',
    what: 'an Ingress keeps the default body size of nginx',
    mutate: annotate('matrix', 'proxy-body-size', undefined),
  },
  {
    rule: 'edge/admin-exposure',
    what: 'a NodePort opens the main process',
    also: ['service/node-port'],
    mutate: edit('Service', 'synapse-main', (object) => {
      object['spec'] = {
        ...(isObject(object['spec']) ? object['spec'] : {}),
        type: 'NodePort',
        externalTrafficPolicy: 'Local',
        ports: [{ name: 'http', port: 8008 }],
      };
    }),
  },
  {
    rule: 'edge/sync-timeout',
    what: 'the public port gives up before its backends',
    mutate: editFile('ConfigMap', 'synapse-router', 'haproxy.cfg', (text) =>
      text.replace(/timeout client \S+/, 'timeout client 95s'),
    ),
  },
];
