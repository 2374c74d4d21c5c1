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
  const byKind = new Map<string, RenderedResource[]>();
  const byName = new Map<string, RenderedResource>();
  for (const resource of resources) {
    const { kind, metadata } = resource.object;
    const sameKind = byKind.get(kind);
    if (sameKind === undefined) byKind.set(kind, [resource]);
    else sameKind.push(resource);
    byName.set(nameKey(kind, metadata.namespace ?? '', metadata.name), resource);
  }
  let podTemplates: readonly PodTemplate[] | undefined;
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
      podTemplates ??= readPodTemplates(resources);
      return podTemplates;
    },
  };
}

function nameKey(kind: string, namespace: string, name: string): string {
  return `${kind}\0${namespace}\0${name}`;
}
