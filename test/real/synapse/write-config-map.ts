import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namespaces } from '../../../generator/components/common/namespaces.ts';
import { components } from '../../../generator/components/registry.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';

/** Writes the files of a ConfigMap as a pod would see them, all or those of `items`, each passed through `adapt`. */
export function writeConfigMap(
  environment: Environment,
  name: string,
  directory: string,
  adapt: (text: string) => string,
  items?: readonly { readonly key: string; readonly path: string }[],
): void {
  const configMap = components
    .filter((component) => component.enabled(environment))
    .flatMap((component) => component.render(environment).configMaps)
    .find((each) => each.name === name && each.namespace === namespaces.matrix.name);
  if (configMap === undefined) throw new Error(`No component has the ConfigMap ${name}`);
  mkdirSync(directory, { recursive: true });
  const all = Object.keys(configMap.files).map((key) => ({ key, path: key }));
  for (const { key, path } of items ?? all) {
    const content = configMap.files[key];
    if (content === undefined) throw new Error(`${name} has no file ${key}`);
    writeFileSync(join(directory, path), adapt(serializeConfigFile(content)));
  }
}
