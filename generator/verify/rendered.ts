import { synapseConfigMaps } from '../components/synapse/config/config-maps.ts';
import { getIn } from '../kubernetes/json.ts';
import type { Json, KubernetesObject } from '../kubernetes/object.ts';
import type { Platform } from '../platform/platform.ts';

/** Objects of a kind that the platform renders itself; what charts render is not among them. */
export function renderedOf({ apps }: Platform, kind: string): KubernetesObject[] {
  return apps.flatMap(({ resources }) => resources).filter((object) => object.kind === kind);
}

/** The object of a kind with a name; undefined where the platform has none. */
export function findRendered(platform: Platform, kind: string, name: string): KubernetesObject | undefined {
  return renderedOf(platform, kind).find(({ metadata }) => metadata.name === name);
}

/** A number of a rendered object. */
export function numberOf(object: KubernetesObject, ...path: string[]): number | undefined {
  const value = getIn(object as unknown as Json, path);
  return typeof value === 'number' ? value : undefined;
}

/** A text of a rendered object. */
export function textOf(object: KubernetesObject, ...path: string[]): string | undefined {
  const value = getIn(object as unknown as Json, path);
  return typeof value === 'string' ? value : undefined;
}

/** Value of a JSON or YAML file of a ConfigMap; undefined where the platform has none. */
export function configValue({ apps }: Platform, configMap: string, file: string): Json | undefined {
  const found = apps.flatMap(({ configMaps }) => configMaps).find(({ name }) => name === configMap);
  const content = found?.files[file];
  return content !== undefined && 'value' in content ? content.value : undefined;
}

/** `homeserver.yaml` as Synapse reads it. */
export function homeserverConfig(platform: Platform): Json | undefined {
  return configValue(platform, synapseConfigMaps.config, 'homeserver.yaml');
}
