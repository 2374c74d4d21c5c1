import { isMap, type Manifest } from '../to-manifest.ts';

/** A list that a strategic merge patch merges element by element: the fields that identify an element, and what is inside. */
export interface KeyedList {
  readonly keys: readonly [string, ...string[]];
  readonly element: Shape;
}

/** Where a map holds keyed lists. Lists that no shape names are replaced as a whole. */
export interface Shape {
  readonly lists: Readonly<Record<string, KeyedList>>;
  readonly maps: Readonly<Record<string, Shape>>;
}

const leaf: Shape = { lists: {}, maps: {} };

function list(keys: readonly [string, ...string[]], element: Shape = leaf): KeyedList {
  return { keys, element };
}

/**
 * Merge keys of the Kubernetes 1.21.2 OpenAPI document inside kustomize 5.8.1 (`kyaml/openapi/kubernetesapi/v1_21_2`): the fields with
 * `x-kubernetes-patch-strategy: merge`. Kinds that it does not know, such as custom resources, have no keyed lists.
 */
const container: Shape = {
  lists: {
    env: list(['name']),
    ports: list(['containerPort', 'protocol']),
    volumeDevices: list(['devicePath']),
    volumeMounts: list(['mountPath']),
  },
  maps: {},
};

const podSpec: Shape = {
  lists: {
    containers: list(['name'], container),
    ephemeralContainers: list(['name'], container),
    hostAliases: list(['ip']),
    imagePullSecrets: list(['name']),
    initContainers: list(['name'], container),
    topologySpreadConstraints: list(['topologyKey', 'whenUnsatisfiable']),
    volumes: list(['name']),
  },
  maps: {},
};

const shapes: Readonly<Record<string, Shape>> = {
  'apps/v1 DaemonSet': inside(podSpec, 'spec', 'template', 'spec'),
  'apps/v1 Deployment': inside(podSpec, 'spec', 'template', 'spec'),
  'apps/v1 ReplicaSet': inside(podSpec, 'spec', 'template', 'spec'),
  'apps/v1 StatefulSet': inside(podSpec, 'spec', 'template', 'spec'),
  'batch/v1 CronJob': inside(podSpec, 'spec', 'jobTemplate', 'spec', 'template', 'spec'),
  'batch/v1 Job': inside(podSpec, 'spec', 'template', 'spec'),
  'v1 Pod': inside(podSpec, 'spec'),
  'v1 PodTemplate': inside(podSpec, 'template', 'spec'),
  'v1 ReplicationController': inside(podSpec, 'spec', 'template', 'spec'),
  'v1 Service': inside({ lists: { ports: list(['port', 'protocol']) }, maps: {} }, 'spec'),
  'v1 ServiceAccount': { lists: { secrets: list(['name']) }, maps: {} },
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': webhooks(),
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': webhooks(),
};

function webhooks(): Shape {
  return { lists: { webhooks: list(['name']) }, maps: {} };
}

function inside(shape: Shape, ...path: readonly string[]): Shape {
  return path.reduceRight((inner: Shape, key) => ({ lists: {}, maps: { [key]: inner } }), shape);
}

/** Keyed lists of an object's kind. */
export function shapeOf({ apiVersion, kind }: Manifest): Shape {
  return shapes[`${apiVersion} ${kind}`] ?? leaf;
}

/**
 * Whether kustomize's merge keeps this object as it is where a patch says nothing. It rewrites keyed lists even then, and drops
 * elements whose keys repeat or are absent; it also has its own mind about `null`, and about the lists of `metadata` that it merges.
 */
export function survivesMerge(value: unknown, shape: Shape = leaf): boolean {
  if (value === null) return false;
  if (Array.isArray(value)) return value.every((item) => survivesMerge(item));
  if (!isMap(value)) return true;
  return Object.entries(value).every(([key, child]) => {
    if (key === '$patch' || key === 'finalizers' || key === 'ownerReferences') return false;
    const keyed = shape.lists[key];
    if (keyed === undefined || !Array.isArray(child)) return survivesMerge(child, shape.maps[key]);
    return isWellKeyed(child, keyed) && child.every((item) => survivesMerge(item, keyed.element));
  });
}

function isWellKeyed(elements: readonly unknown[], { keys }: KeyedList): boolean {
  const identities = elements.map((element) =>
    isMap(element) ? keys.map((key) => String(element[key] ?? '')) : [''],
  );
  const [first] = identities;
  if (first === undefined) return true;
  return (
    identities.every(
      (identity) =>
        identity[0] !== '' && identity.every((part, index) => (part === '') === (first[index] === '')),
    ) && new Set(identities.map((identity) => identity.join('\n'))).size === identities.length
  );
}
