import { textIn } from '../../kubernetes/json.ts';
import { formatIdentity, type JsonObject } from '../../kubernetes/object.ts';
import type { Tree } from '../tree.ts';
import { isScaledBy, type Layer, type ObjectFile } from './layer.ts';

/**
 * Kustomizations that build some objects of a component, each layer upon the one before it: what its layers say of other objects is left
 * out. Files are absolute.
 *
 * @param layers the base first.
 * @param wanted identities.
 */
export function reduceLayers(
  { pathOf }: Tree,
  layers: readonly Layer[],
  wanted: ReadonlySet<string>,
): readonly JsonObject[] {
  const isWanted = ({ identity }: ObjectFile) => wanted.has(identity);
  const built = layers.flatMap(({ resources }) => resources).filter(isWanted);
  const parts = layers.map(({ resources, patches, configMaps, replicas, images }) => ({
    resources: resources.filter(isWanted).map(({ file }) => pathOf(file)),
    patches: patches.filter(isWanted).map(({ file }) => ({ path: pathOf(file) })),
    configMapGenerator: configMaps
      .filter(({ identity }) => wanted.has(formatIdentity(identity)))
      .map(({ entry, files }) => ({
        ...entry,
        files: [...files].map(([key, file]) => `${key}=${pathOf(file)}`),
      })),
    replicas: replicas.filter((entry) =>
      built.some(({ document }) => isScaledBy(document.identity, textIn(entry, 'name') ?? '')),
    ),
    images: [...images],
  }));
  // Kustomize refuses a kustomization that says nothing.
  const first = parts.findIndex(
    ({ resources, patches, configMapGenerator }) =>
      resources.length + patches.length + configMapGenerator.length > 0,
  );
  return first < 0 ? [] : parts.slice(first);
}
