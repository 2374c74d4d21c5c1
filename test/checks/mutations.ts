import { isObject } from '../../generator/kubernetes/json.ts';
import type { Json, JsonObject, KubernetesObject } from '../../generator/kubernetes/object.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import type { RenderedResource, ResourceSet } from '../../generator/rendered/resource-set.ts';

/** Turns a right environment into one that breaks exactly one rule. */
export type Mutation = (resources: ResourceSet) => ResourceSet;

/** One mutation of `production` by the rule that must see it. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'platform/placeholder': editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', (text) =>
    text.replace(/^server_name: .*$/m, 'server_name: CHANGE_TO_YOUR_DOMAIN'),
  ),
  'postgres/switchover-delay': set('Cluster', 'synapse-db', ['spec', 'switchoverDelay'], 40_000_000),
  'cache/shared': add({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'livekit', namespace: 'matrix' },
    data: {
      'livekit.yaml':
        'port: 7880\nredis:\n  address: redis-synapse-headless.redis-synapse.svc.cluster.local:6379\n',
    },
  }),
  'edge/client-address': add({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'edge', namespace: 'matrix' },
    spec: { type: 'LoadBalancer', selector: { app: 'edge' }, ports: [{ port: 443 }] },
  }),
  'media/cleanup': editFile(
    'ConfigMap',
    'synapse-config',
    'homeserver.yaml',
    (text) =>
      `${text}\nmedia_storage_providers:\n- module: s3_storage_provider.S3StorageProviderBackend\n  config: { bucket: synapse-media }\n`,
  ),
  'postgres/durability': set(
    'Cluster',
    'synapse-db',
    ['spec', 'postgresql', 'synchronous', 'dataDurability'],
    'preferred',
  ),
  'postgres/pool-mode': set('Pooler', 'synapse-pooler-rw', ['spec', 'pgbouncer', 'poolMode'], 'transaction'),
  'clients/stateless': edit('Deployment', 'element-web', (object) => {
    object['kind'] = 'StatefulSet';
  }),
  'edge/sync-timeout': editFile('ConfigMap', 'synapse-router', 'haproxy.cfg', (text) =>
    text.replace(/(backend sync\n[\s\S]*?timeout server) \S+/, '$1 60s'),
  ),
  'rtc/host-network': add({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'coturn', namespace: 'matrix' },
    spec: {
      template: {
        metadata: { labels: { app: 'coturn' } },
        spec: {
          nodeSelector: { 'node-role.kubernetes.io/webrtc': '' },
          containers: [{ name: 'coturn', image: 'coturn/coturn:4.17.0' }],
        },
      },
    },
  }),
  'edge/admin-exposure': add({
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
  'edge/certificate': add({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'element-web', namespace: 'matrix' },
    spec: { tls: [{ secretName: 'element-tls' }] },
  }),
  'postgres/backup': remove('ScheduledBackup'),
  'cluster/storage-class': set('Cluster', 'synapse-db', ['spec', 'storage', 'storageClass'], 'fast-ssd'),
  'cluster/node-labels': set('Cluster', 'synapse-db', ['spec', 'affinity', 'tolerations'], []),
};

/** Further ways to break the same rules, which a rule that knows only one way would miss. */
export const furtherMutations: readonly (readonly [slug: string, what: string, mutation: Mutation])[] = [
  [
    'edge/admin-exposure',
    'the public port serves the admin API',
    editFile('ConfigMap', 'synapse-router', 'public.map', (text) =>
      text.replace(/^(.*_synapse\/admin.*) forbidden$/m, '$1 main'),
    ),
  ],
  [
    'edge/admin-exposure',
    'a NodePort opens the main process',
    edit('Service', 'synapse-main', (object) => {
      object['spec'] = {
        ...(isObject(object['spec']) ? object['spec'] : {}),
        type: 'NodePort',
        externalTrafficPolicy: 'Local',
        ports: [{ name: 'http', port: 8008 }],
      };
    }),
  ],
  [
    'edge/sync-timeout',
    'the public port gives up before its backends',
    editFile('ConfigMap', 'synapse-router', 'haproxy.cfg', (text) =>
      text.replace(/timeout client \S+/, 'timeout client 95s'),
    ),
  ],
  [
    'cluster/node-labels',
    'a worker selects a pool that nobody declared',
    set('StatefulSet', 'synapse-main', ['spec', 'template', 'spec', 'nodeSelector'], { pool: 'gone' }),
  ],
  [
    'cluster/storage-class',
    'the media volume asks for another class',
    set('PersistentVolumeClaim', 'synapse-media', ['spec', 'storageClassName'], 'gp2'),
  ],
  [
    'postgres/backup',
    'the schedule has five fields',
    set('ScheduledBackup', 'synapse-db-backup', ['spec', 'schedule'], '0 2 * * *'),
  ],
  [
    'postgres/backup',
    'backups go into the cluster',
    set(
      'ObjectStore',
      'synapse-db-backup',
      ['spec', 'configuration', 'endpointURL'],
      'http://minio.matrix:9000',
    ),
  ],
  [
    'postgres/backup',
    'backups go to the address of a Service',
    set(
      'ObjectStore',
      'synapse-db-backup',
      ['spec', 'configuration', 'endpointURL'],
      'http://10.43.0.9:9000',
    ),
  ],
  [
    'platform/placeholder',
    'the reference environment shows through',
    editFile('ConfigMap', 'synapse-config', 'homeserver.yaml', (text) =>
      text.replace(/^server_name: .*$/m, 'server_name: base.invalid'),
    ),
  ],
];

function rebuild(resources: ResourceSet, objects: readonly RenderedResource[]): ResourceSet {
  return makeResourceSet(resources.environment, objects, resources.components);
}

/** @throws Error when the object is not there: the mutation would change nothing. */
function edit(kind: string, name: string, change: (object: JsonObject) => void): Mutation {
  return (resources) => {
    const target = resources.ofKind(kind).find(({ object }) => object.metadata.name === name);
    if (target === undefined) throw new Error(`production has no ${kind} ${name}`);
    const json = structuredClone(target.json);
    change(json);
    const mutated = { ...target, json, object: json as unknown as KubernetesObject };
    return rebuild(
      resources,
      resources.resources.map((resource) => (resource === target ? mutated : resource)),
    );
  };
}

/** @throws Error when a parent of the value is not there. */
function set(kind: string, name: string, path: readonly string[], value: Json): Mutation {
  return edit(kind, name, (object) => {
    let parent = object;
    for (const step of path.slice(0, -1)) {
      const child = parent[step];
      if (!isObject(child)) throw new Error(`${kind} ${name} has no ${step}`);
      parent = child;
    }
    parent[path.at(-1) ?? ''] = value;
  });
}

/** @throws Error when the file does not change. */
function editFile(kind: string, name: string, file: string, change: (text: string) => string): Mutation {
  return edit(kind, name, (object) => {
    const data = object['data'];
    const text = isObject(data) ? data[file] : undefined;
    if (!isObject(data) || typeof text !== 'string') throw new Error(`${name} has no file ${file}`);
    const changed = change(text);
    if (changed === text) throw new Error(`the mutation of ${file} changes nothing`);
    data[file] = changed;
  });
}

function add(json: JsonObject): Mutation {
  return (resources) =>
    rebuild(resources, [
      ...resources.resources,
      {
        json,
        object: json as unknown as KubernetesObject,
        environment: resources.environment,
        component: 'added',
        file: 'overlays/production/added/added.yaml',
        patches: [],
      },
    ]);
}

function remove(kind: string): Mutation {
  return (resources) => {
    const kept = resources.resources.filter(({ object }) => object.kind !== kind);
    if (kept.length === resources.resources.length) throw new Error(`production has no ${kind}`);
    return rebuild(resources, kept);
  };
}
