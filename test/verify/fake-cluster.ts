import type { Json, JsonObject } from '../../generator/kubernetes/object.ts';
import type { Platform } from '../../generator/platform/platform.ts';
import type { Answered } from '../../generator/verify/cluster.ts';
import { renderedOf } from '../../generator/verify/rendered.ts';

/** Changes one object of a kind before it is answered; null takes it away. */
export type Change = (object: JsonObject) => JsonObject | null;

/** Changes by resource as kubectl is asked for it, such as `statefulsets`; `why` makes kubectl fail. */
export type Changes = Readonly<Record<string, Change | { readonly why: string }>>;

const kinds: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  cronjobs: 'CronJob',
  'clusters.postgresql.cnpg.io': 'Cluster',
  'scheduledbackups.postgresql.cnpg.io': 'ScheduledBackup',
  'tenants.minio.min.io': 'Tenant',
};

/** What the API of a right cluster answers to `kubectl get`: what the platform renders, with a status. */
export function answerGet(platform: Platform, changes: Changes = {}) {
  const lists = new Map<string, JsonObject[]>();
  const list = (resource: string): JsonObject[] => {
    const known = lists.get(resource) ?? listObjects(platform, resource);
    lists.set(resource, known);
    return known;
  };
  return (args: readonly string[]): Answered<Json> => {
    const [resource = ''] = args;
    const change = changes[resource];
    if (change !== undefined && 'why' in change) return { ok: false, why: change.why };
    const at = args.indexOf('--namespace');
    const objects = list(resource)
      .filter((object) => at < 0 || (object['metadata'] as JsonObject)['namespace'] === args[at + 1])
      .flatMap((object) => (change === undefined ? [object] : (change(structuredClone(object)) ?? [])));
    return { ok: true, value: { items: objects } };
  };
}

function listObjects(platform: Platform, resource: string): JsonObject[] {
  if (resource === 'pods') return [pod('synapse-main-0', 'True'), pod('other', 'False', 'someone-elses')];
  if (resource === 'backups.postgresql.cnpg.io')
    return [
      backup('old', '2026-11-23T02:00:00Z', { phase: 'failed', error: 'no space' }),
      backup('new', '2026-11-25T02:00:00Z', { phase: 'completed', stoppedAt: '2026-11-25T03:00:00Z' }),
    ];
  if (resource === 'configmaps')
    return platform.apps
      .flatMap(({ configMaps }) => configMaps)
      .map(({ name, namespace }) => ({ metadata: { name, namespace } }));
  return renderedOf(platform, kinds[resource] ?? '').map((object) =>
    withStatus(object as unknown as JsonObject),
  );
}

function pod(name: string, ready: string, namespace = 'matrix'): JsonObject {
  return {
    metadata: { name, namespace },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready }] },
  };
}

function backup(name: string, creationTimestamp: string, status: JsonObject): JsonObject {
  return {
    metadata: { name, namespace: 'matrix', creationTimestamp },
    spec: { cluster: { name: 'synapse-db' } },
    status,
  };
}

function withStatus(object: JsonObject): JsonObject {
  const { replicas = 1, instances = 1 } = object['spec'] as { replicas?: number; instances?: number };
  return {
    ...object,
    status: {
      readyReplicas: replicas,
      desiredNumberScheduled: 3,
      numberReady: 3,
      readyInstances: instances,
      phase: 'Cluster in healthy state',
      currentPrimary: 'synapse-db-1',
      conditions: [{ type: 'ContinuousArchiving', status: 'True' }],
      lastScheduleTime: '2026-11-25T03:00:00Z',
      lastSuccessfulTime: '2026-11-25T03:10:00Z',
      healthStatus: 'green',
      drivesOnline: 16,
    },
  };
}

/** Sets a value at a path of an object with this name; others stay. */
export function set(name: string, path: readonly string[], value: Json | undefined): Change {
  return (object) => {
    if ((object['metadata'] as JsonObject)['name'] !== name) return object;
    const [last = '', ...before] = [...path].reverse();
    const parent = before.reverse().reduce((sum, key) => sum[key] as JsonObject, object);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    return object;
  };
}

/** Takes the object with this name away. */
export function remove(name: string): Change {
  return (object) => ((object['metadata'] as JsonObject)['name'] === name ? null : object);
}
