import { listIn, objectIn, textIn, textsIn } from '../kubernetes/json.ts';
import { containersOf, imageName } from '../kubernetes/ports.ts';
import { matchesLabels } from '../kubernetes/selectors.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../rendered/resource-set.ts';

/** Pod templates that a Service selects; none when it has no selector. */
export function podsBehind(resources: ResourceSet, service: RenderedResource): PodTemplate[] {
  const selector = textsIn(service.json, 'spec', 'selector');
  if (Object.keys(selector).length === 0) return [];
  return resources.podTemplates.filter(
    ({ namespace, labels }) =>
      namespace === service.object.metadata.namespace && matchesLabels(selector, labels),
  );
}

/** Pod templates with a container of one of these image names (`coturn`, `element-web`). */
export function podsRunning(resources: ResourceSet, names: readonly string[]): PodTemplate[] {
  return resources.podTemplates.filter(({ spec }) =>
    containersOf(spec).some((container) => names.includes(imageName(textIn(container, 'image') ?? ''))),
  );
}

/** Names of the ConfigMaps that a pod mounts. */
export function mountedConfigMaps({ spec }: PodTemplate): string[] {
  return listIn(spec, 'volumes').flatMap((volume) =>
    [
      textIn(volume, 'configMap', 'name'),
      ...listIn(volume, 'projected', 'sources').map((source) => textIn(source, 'configMap', 'name')),
    ].filter((name) => name !== undefined),
  );
}

/** Everything that the containers of a pod may run: commands, arguments, and the scripts in the ConfigMaps that it mounts. */
export function programText(resources: ResourceSet, template: PodTemplate): string {
  const words = containersOf(template.spec).flatMap((container) => [
    ...listIn(container, 'command'),
    ...listIn(container, 'args'),
  ]);
  const scripts = mountedConfigMaps(template).flatMap((name) =>
    Object.values(objectIn(resources.find('ConfigMap', template.namespace, name)?.json, 'data')),
  );
  return [...words, ...scripts].map(String).join('\n');
}
