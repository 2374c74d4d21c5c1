import { groupOf } from '../kubernetes/object.ts';
import { readPodTemplates } from './read-pod-templates.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from './resource-set.ts';

/** Indexes the objects of one environment. Pure; pod templates are read when first asked for. */
export function makeResourceSet(
  environment: string,
  resources: readonly RenderedResource[],
  components: ReadonlySet<string>,
  charts: ResourceSet['charts'] = new Map(),
): ResourceSet {
  const byKind = groupBy(resources, ({ object }) => object.kind);
  const byName = new Map(
    resources.map((resource) => {
      const { kind, metadata } = resource.object;
      return [nameKey(kind, metadata.namespace ?? '', metadata.name), resource];
    }),
  );
  let podTemplates: readonly PodTemplate[] | undefined;
  let podsByNamespace: ReadonlyMap<string, readonly PodTemplate[]> | undefined;
  const readPods = () => {
    podTemplates ??= readPodTemplates(resources);
    return podTemplates;
  };
  return {
    environment,
    resources,
    components,
    charts,
    ofKind: (kind, group) => {
      const found = byKind.get(kind) ?? [];
      return group === undefined ? found : found.filter(({ object }) => groupOf(object.apiVersion) === group);
    },
    find: (kind, namespace, name) => byName.get(nameKey(kind, namespace, name)),
    get podTemplates() {
      return readPods();
    },
    podsIn: (namespace) => {
      podsByNamespace ??= groupBy(readPods(), (template) => template.namespace);
      return podsByNamespace.get(namespace) ?? [];
    },
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
