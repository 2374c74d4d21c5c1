import type { Environment } from '../../environment/environment.ts';
import { printYaml } from '../../formats/yaml.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { PlatformApp } from '../../platform/platform.ts';
import { environmentSource, header } from '../header.ts';
import { type PatchEntry, printKustomization } from '../kustomization.ts';
import { nameFiles } from '../name-files.ts';
import { type Manifest, toManifest } from '../to-manifest.ts';
import { deriveConfigMaps, generateConfigMaps, toConfigMapManifest } from './derive-config-maps.ts';
import { deriveImages, withImages } from './derive-images.ts';
import { deriveJsonPatch } from './derive-json-patch.ts';
import { deriveReplicas, withReplicas } from './derive-replicas.ts';
import { deriveStrategicPatch } from './derive-strategic-patch.ts';
import { keyOf, pairObjects, splitApiVersion } from './pair-objects.ts';
import { readUserPatches } from './user-patches.ts';

/**
 * Files of `overlays/<environment>/<component>`, by path relative to it: what turns the base into the component as this environment has
 * it (design law 1). Without a base the overlay holds every object itself.
 */
export function deriveOverlay(
  environment: Environment,
  base: PlatformApp | undefined,
  target: PlatformApp,
): Map<string, string> {
  const user = readUserPatches(environment, target);
  const targets = target.resources.map(toManifest);
  const { kept, added, removed } = pairObjects(base?.resources.map(toManifest) ?? [], targets);
  const replicas = deriveReplicas(kept, targets, user.names);
  const images = deriveImages(kept, added, user.setImages);
  const maps = pairObjects(
    base?.configMaps.map(toConfigMapManifest) ?? [],
    target.configMaps.map(toConfigMapManifest),
  );
  const configMaps =
    base === undefined
      ? generateConfigMaps(target.configMaps)
      : deriveConfigMaps(base.configMaps, target.configMaps);

  const gone = [...removed, ...maps.removed];
  const names = nameObjects([...targets, ...maps.kept.map((pair) => pair.target), ...gone, ...maps.added]);
  const sources = [environmentSource(environment.name)];
  const files = new Map<string, string>();
  const patches: PatchEntry[] = [];
  function writePatch(object: Manifest, patch: Json, needsTarget = false): void {
    const path = `patches/${names.get(keyOf(object))}.yaml`;
    files.set(path, header(sources) + printYaml(patch));
    patches.push(needsTarget ? { path, target: targetOf(object) } : { path });
  }

  for (const { base: before, target: after } of [...kept, ...maps.kept]) {
    const transformed = withReplicas(withImages(before, images), replicas);
    if (jsonEqual(transformed, after)) continue;
    const patch = deriveStrategicPatch(transformed, after);
    if (patch !== undefined) writePatch(after, patch);
    else writePatch(after, deriveJsonPatch(transformed, after) as unknown as Json, true);
  }
  for (const object of gone) writePatch(object, deletionOf(object));
  for (const [index, patch] of user.patches.entries()) {
    const path = `patches/user-${index + 1}-${nameFiles([nameable(patch)])[0]}.yaml`;
    files.set(path, header(sources) + printYaml(patch));
    patches.push({ path });
  }
  for (const object of added)
    files.set(`${names.get(keyOf(object))}.yaml`, header(sources) + printYaml(object));
  for (const [path, text] of configMaps.files) files.set(path, text);

  const kustomization = {
    resources: [
      ...(base === undefined ? [] : [`../../../base/${target.component}`]),
      ...added.map((object) => `${names.get(keyOf(object))}.yaml`),
    ],
    configMapGenerator: configMaps.entries,
    patches,
    replicas: [...replicas].map(([name, count]) => ({ name, count })),
    images: [...images.values()].map(({ entry }) => entry),
  };
  files.set('kustomization.yaml', printKustomization(kustomization, sources));
  return files;
}

function deletionOf({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Json {
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    $patch: 'delete',
  };
}

/** kustomize reads a target's name and namespace as anchored regular expressions. */
function targetOf({
  apiVersion,
  kind,
  metadata: { name, namespace },
}: Manifest): NonNullable<PatchEntry['target']> {
  return {
    ...splitApiVersion(apiVersion),
    kind,
    name: escapeDots(name),
    ...(typeof namespace === 'string' && { namespace: escapeDots(namespace) }),
  };
}

function escapeDots(text: string): string {
  return text.replaceAll('.', '\\.');
}

function nameObjects(objects: readonly Manifest[]): Map<string, string> {
  const names = nameFiles(objects.map(nameable));
  return new Map(objects.map((object, index) => [keyOf(object), names[index] ?? '']));
}

function nameable({ apiVersion, kind, metadata: { name, namespace } }: Manifest) {
  return { apiVersion, kind, name, namespace: typeof namespace === 'string' ? namespace : '' };
}
