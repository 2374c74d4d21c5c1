import { readPodTemplates } from './read-pod-templates.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from './resource-set.ts';

/** Indexes the objects of one environment. Pure; pod templates are read when first asked for. */
export function makeResourceSet(
  environment: string,
  resources: readonly RenderedResource[],
  components: ReadonlySet<string>,
  charts: ResourceSet['charts'] = new Map(),
): ResourceSet {
  const byKind = groupBy(resources, ({ identity }) => identity.kind);
  const byName = new Map(
    resources.map((resource) => {
      const { kind, namespace, name } = resource.identity;
      return [nameKey(kind, namespace, name), resource];
    }),
  );
  const templatesOf = once((resource: RenderedResource) => readPodTemplates([resource]));
  let podTemplates: readonly PodTemplate[] | undefined;
  // Only the workloads of the namespace are read.
  const podsIn = once((namespace: string) =>
    resources.filter(({ identity }) => identity.namespace === namespace).flatMap(templatesOf),
  );
  return {
    environment,
    resources,
    components,
    charts,
    ofKind: (kind, group) => {
      const found = byKind.get(kind) ?? [];
      return group === undefined ? found : found.filter(({ identity }) => identity.group === group);
    },
    find: (kind, namespace, name) => byName.get(nameKey(kind, namespace, name)),
    get podTemplates() {
      podTemplates ??= resources.flatMap(templatesOf);
      return podTemplates;
    },
    podsIn,
  };
}

/** A reading that is made once for each key, when first asked for. */
function once<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? read(key);
    known.set(key, value);
    return value;
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known === undefined) groups.set(keyOf(item), [item]);
    else known.push(item);
  }
  return groups;
}

function nameKey(kind: string, namespace: string, name: string): string {
  return `${kind}\0${namespace}\0${name}`;
}
