import type { Json, JsonObject, KubernetesObject } from '../kubernetes/object.ts';

/** A Kubernetes object as plain JSON: what is compared, patched and printed. */
export interface Manifest extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: JsonObject & { name: string };
}

/**
 * Copies an object into plain JSON: properties that are `undefined` vanish, and so do empty `metadata.annotations`, which
 * `kustomize build` drops.
 */
export function toManifest(object: KubernetesObject): Manifest {
  const copy = clone(object) as Manifest;
  const { annotations } = copy.metadata;
  if (isMap(annotations) && Object.keys(annotations).length === 0) delete copy.metadata['annotations'];
  return copy;
}

/** Whether a value is a JSON object. */
export function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function clone(value: unknown): Json {
  if (Array.isArray(value)) return value.map(clone);
  if (typeof value !== 'object' || value === null) return value as Json;
  const copy: JsonObject = {};
  for (const [key, child] of Object.entries(value)) if (child !== undefined) copy[key] = clone(child);
  return copy;
}
