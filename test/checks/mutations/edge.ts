import { isObject } from '../../../generator/kubernetes/json.ts';
import { add, edit, editFile, type MutationCase } from './mutate.ts';

export const cases: readonly MutationCase[] = [
  {
    rule: 'edge/client-address',
    what: 'a load balancer hides client addresses',
    mutate: add({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'edge', namespace: 'matrix' },
      spec: { type: 'LoadBalancer', selector: { app: 'edge' }, ports: [{ port: 443 }] },
    }),
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
    rule: 'edge/admin-exposure',
    what: 'a NodePort opens the main process',
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
