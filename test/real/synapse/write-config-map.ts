import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synapseComponent } from '../../../generator/components/synapse/synapse.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';

/** Writes the files of a ConfigMap as a pod would see them, each passed through `adapt`. */
export function writeConfigMap(
  environment: Environment,
  name: string,
  directory: string,
  adapt: (text: string) => string,
): void {
  const configMap = synapseComponent.render(environment).configMaps.find((each) => each.name === name);
  if (configMap === undefined) throw new Error(`The component has no ConfigMap ${name}`);
  mkdirSync(directory, { recursive: true });
  for (const [file, content] of Object.entries(configMap.files))
    writeFileSync(join(directory, file), adapt(serializeConfigFile(content)));
}
