import { groupOf } from '../../kubernetes/object.ts';
import type { Manifest } from '../to-manifest.ts';

/** One object as the base has it and as the environment has it. */
export interface ObjectPair {
  readonly base: Manifest;
  readonly target: Manifest;
}

/** The objects of a component, base against environment. */
export interface PairedObjects {
  readonly kept: readonly ObjectPair[];
  readonly added: readonly Manifest[];
  readonly removed: readonly Manifest[];
}

/** Matches objects as kustomize does: by API version, kind, namespace and name. A new API version is another object. */
export function pairObjects(base: readonly Manifest[], target: readonly Manifest[]): PairedObjects {
  const before = new Map(base.map((object) => [keyOf(object), object]));
  const after = new Set(target.map(keyOf));
  const kept: ObjectPair[] = [];
  const added: Manifest[] = [];
  for (const object of target) {
    const known = before.get(keyOf(object));
    if (known === undefined) added.push(object);
    else kept.push({ base: known, target: object });
  }
  return { kept, added, removed: base.filter((object) => !after.has(keyOf(object))) };
}

/** Text that is equal for two manifests of one object. */
export function keyOf({ apiVersion, kind, metadata }: Manifest): string {
  return [apiVersion, kind, metadata['namespace'] ?? '', metadata.name].join(' ');
}

/** Group and version of a manifest, as a kustomize target wants them. */
export function splitApiVersion(apiVersion: string): { readonly group?: string; readonly version: string } {
  const group = groupOf(apiVersion);
  return group === '' ? { version: apiVersion } : { group, version: apiVersion.slice(group.length + 1) };
}
