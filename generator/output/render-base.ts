import { printYaml } from '../formats/yaml.ts';
import type { PlatformApp } from '../platform/platform.ts';
import { componentSource, header } from './header.ts';
import { printKustomization } from './kustomization.ts';
import { nameFiles } from './name-files.ts';
import { generateConfigMaps } from './overlay/derive-config-maps.ts';
import { toManifest } from './to-manifest.ts';

/** Files of `base/<component>`, by path relative to it. Resources are listed in the order in which a reader should meet them. */
export function renderBase(app: PlatformApp): Map<string, string> {
  const sources = [componentSource(app.component)];
  const objects = app.resources.map(toManifest);
  const names = nameFiles(
    objects.map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
      apiVersion,
      kind,
      name,
      namespace: typeof namespace === 'string' ? namespace : '',
    })),
  ).map((name) => `${name}.yaml`);
  const configMaps = generateConfigMaps(app.configMaps);
  const files = new Map(configMaps.files);
  for (const [index, object] of objects.entries())
    files.set(names[index] ?? '', header(sources) + printYaml(object));
  files.set(
    'kustomization.yaml',
    printKustomization({ resources: names, configMapGenerator: configMaps.entries }, sources),
  );
  return files;
}
