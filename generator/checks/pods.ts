import { getIn, listIn, numberIn, objectIn, textIn, textsIn } from '../kubernetes/json.ts';
import { containersOf, imageName, resolveTargetPort } from '../kubernetes/ports.ts';
import { matchesLabels } from '../kubernetes/selectors.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { remember } from './remember.ts';

/** Label by which the StatefulSet controller names each pod (kubernetes `staging/src/k8s.io/api/apps/v1/types.go`). */
const podNameLabel = 'statefulset.kubernetes.io/pod-name';

/** Pod templates that a Service selects; none when it has no selector. It may mean one pod of a StatefulSet. */
export function podsBehind(resources: ResourceSet, service: RenderedResource): PodTemplate[] {
  const { [podNameLabel]: podName, ...selector } = textsIn(service.json, 'spec', 'selector');
  if (podName === undefined && Object.keys(selector).length === 0) return [];
  return resources
    .podsIn(service.object.metadata.namespace ?? '')
    .filter(
      ({ owner, labels }) =>
        matchesLabels(selector, labels) && (podName === undefined || isPodOf(owner, podName)),
    );
}

function isPodOf({ object }: RenderedResource, podName: string): boolean {
  return object.kind === 'StatefulSet' && podName.replace(/-\d+$/, '') === object.metadata.name;
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

/**
 * Ports of a pod that Services lead to; not those of Services that also lead to pods which are not ready, and not those that are only
 * scraped.
 */
export function portsServed(resources: ResourceSet, template: PodTemplate): readonly number[] {
  return listServed(resources).get(template) ?? [];
}

const listServed = remember((resources) => {
  const byPod = new Map<PodTemplate, number[]>();
  for (const service of resources.ofKind('Service', '')) {
    if (getIn(service.json, ['spec', 'publishNotReadyAddresses']) === true) continue;
    for (const template of podsBehind(resources, service)) {
      const ports = listIn(service.json, 'spec', 'ports').flatMap((port) => {
        if (/metrics|prometheus/.test(textIn(port, 'name') ?? '')) return [];
        const reference = textIn(port, 'name') ?? numberIn(port, 'port') ?? 0;
        return resolveTargetPort(service.json, reference, template.spec) ?? [];
      });
      byPod.set(template, [...(byPod.get(template) ?? []), ...ports]);
    }
  }
  return byPod;
});
