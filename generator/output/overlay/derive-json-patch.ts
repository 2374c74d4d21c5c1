import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { Json } from '../../kubernetes/object.ts';
import { isMap } from '../to-manifest.ts';

/** One operation of a JSON patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** The JSON patch that turns one value into another. Lists are patched by index when their length stays, and replaced when not. */
export function deriveJsonPatch(base: Json, target: Json, path = ''): JsonPatchOperation[] {
  if (jsonEqual(base, target)) return [];
  if (Array.isArray(base) && Array.isArray(target) && base.length === target.length)
    return target.flatMap((item, index) => deriveJsonPatch(base[index] ?? null, item, `${path}/${index}`));
  if (!isMap(base) || !isMap(target)) return [{ op: 'replace', path, value: target }];
  const operations: JsonPatchOperation[] = [];
  for (const [key, value] of Object.entries(target)) {
    const child = `${path}/${escapePointer(key)}`;
    const present = base[key];
    if (present === undefined) operations.push({ op: 'add', path: child, value });
    else operations.push(...deriveJsonPatch(present, value, child));
  }
  for (const key of Object.keys(base))
    if (!Object.hasOwn(target, key)) operations.push({ op: 'remove', path: `${path}/${escapePointer(key)}` });
  return operations;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
