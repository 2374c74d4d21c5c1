import type { Environment } from '../../environment/environment.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';
import type { PlatformApp } from '../../platform/platform.ts';
import { hasManifests } from '../has-manifests.ts';
import { isMap, type Manifest, toManifest } from '../to-manifest.ts';
import { toConfigMapManifest } from './derive-config-maps.ts';
import { namesImage } from './derive-images.ts';

/** Patches that the environment file has for a component, ready to be written. */
export interface UserPatches {
  readonly patches: readonly Manifest[];
  /** Names of patched objects: their replica counts are left to patches, because `replicas:` would override the user's. */
  readonly names: ReadonlySet<string>;
  /** Whether one of them sets an image, which `images:` could override. */
  readonly setImages: boolean;
}

/**
 * Reads `patches.<component>` of an environment. A patch without a namespace gets that of the one object which it can mean; with none or
 * several it stays as it is, and `kustomize build` refuses it.
 */
export function readUserPatches(environment: Environment, app: PlatformApp): UserPatches {
  const patches = listPatches(environment, app.component).map((patch) => fillNamespace(patch, app));
  return {
    patches,
    names: new Set(patches.map(({ metadata }) => metadata.name)),
    setImages: patches.some((patch) => namesImage(patch)),
  };
}

/** One entry of `patches` that cannot take effect. */
export interface UnusablePatch {
  /** Path in the environment file: `['patches', 'synapse', 0]`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** Lists user patches that no object answers to: unknown, disabled or chart-only components, and objects that are not rendered. */
export function listUnusablePatches(environment: Environment, apps: readonly PlatformApp[]): UnusablePatch[] {
  return Object.keys(environment.patches).flatMap((component) => {
    const app = apps.find((candidate) => candidate.component === component);
    return listPatches(environment, component).flatMap((patch, index): UnusablePatch[] => {
      const path = ['patches', component, index];
      if (app === undefined) return [{ path, reason: `${environment.name} has no component "${component}"` }];
      if (!hasManifests(app))
        return [{ path, reason: `"${component}" is a chart and has no manifests to patch` }];
      const count = findTargets(patch, app).length;
      const { kind, metadata } = patch;
      if (count === 1) return [];
      const reason = `"${component}" has ${count === 0 ? 'no' : `${count} objects`} ${patch.apiVersion} ${kind} "${metadata.name}"`;
      return [{ path, reason: count === 0 ? reason : `${reason}: name the namespace` }];
    });
  });
}

function listPatches(environment: Environment, component: string): Manifest[] {
  const patches = environment.patches[component] ?? [];
  return patches.map((patch) => copy(patch) as Manifest);
}

function fillNamespace(patch: Manifest, app: PlatformApp): Manifest {
  if (patch.metadata['namespace'] !== undefined) return patch;
  const [target, another] = findTargets(patch, app);
  const namespace = target?.metadata['namespace'];
  if (namespace === undefined || another !== undefined) return patch;
  const { name, ...metadata } = patch.metadata;
  return { ...patch, metadata: { name, namespace, ...metadata } };
}

function findTargets(patch: Manifest, app: PlatformApp): Manifest[] {
  const { name, namespace } = patch.metadata;
  return [...app.resources.map(toManifest), ...app.configMaps.map(toConfigMapManifest)].filter(
    ({ apiVersion, kind, metadata }) =>
      apiVersion === patch.apiVersion &&
      kind === patch.kind &&
      metadata.name === name &&
      (namespace === undefined || metadata['namespace'] === namespace),
  );
}

function copy(value: unknown): Json {
  if (Array.isArray(value)) return value.map(copy);
  if (!isMap(value)) return value as Json;
  const result: JsonObject = {};
  for (const [key, child] of Object.entries(value)) result[key] = copy(child);
  return result;
}
