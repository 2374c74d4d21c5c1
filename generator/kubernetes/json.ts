import type { Json, JsonObject } from './object.ts';

/** A value inside an object: keys and list indexes from the root. */
export type JsonPath = readonly (string | number)[];

/** The value at a path; undefined when any step is missing. */
export function getIn(root: Json | undefined, path: JsonPath): Json | undefined {
  let value = root;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/** True for a map, not for a list or `null`. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map at a path; empty when there is none. */
export function objectIn(root: Json | undefined, ...path: JsonPath): JsonObject {
  const value = getIn(root, path);
  return isObject(value) ? value : {};
}

/** The list at a path; empty when there is none. */
export function listIn(root: Json | undefined, ...path: JsonPath): readonly Json[] {
  const value = getIn(root, path);
  return Array.isArray(value) ? value : [];
}

/** The string at a path; undefined when there is none. */
export function textIn(root: Json | undefined, ...path: JsonPath): string | undefined {
  const value = getIn(root, path);
  return typeof value === 'string' ? value : undefined;
}

/** The number at a path; undefined when there is none. A string of digits is not a number. */
export function numberIn(root: Json | undefined, ...path: JsonPath): number | undefined {
  const value = getIn(root, path);
  return typeof value === 'number' ? value : undefined;
}

/** A map of strings at a path, such as labels; other values are left out. */
export function textsIn(root: Json | undefined, ...path: JsonPath): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(objectIn(root, ...path)))
    if (typeof value === 'string') texts[key] = value;
  return texts;
}

/** The same object with the keys of its maps in the order in which kustomize prints them. */
export function sortKeys(root: JsonObject): JsonObject {
  const sort = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(sort);
    return isObject(value) ? sortKeys(value) : value;
  };
  return Object.fromEntries(
    Object.keys(root)
      .sort()
      .map((key) => [key, sort(root[key] ?? null)]),
  );
}

/**
 * Visits every value of a tree, parents first, keys in their order.
 *
 * @param visit gets the path as it is during the visit only: who keeps it copies it.
 */
export function walkJson(value: Json, visit: (value: Json, path: JsonPath) => void): void {
  walkFrom(value, visit, []);
}

function walkFrom(
  value: Json,
  visit: (value: Json, path: JsonPath) => void,
  path: (string | number)[],
): void {
  visit(value, path);
  if (typeof value !== 'object' || value === null) return;
  const last = path.length;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      path[last] = index;
      walkFrom(item, visit, path);
    }
  } else {
    for (const key of Object.keys(value)) {
      path[last] = key;
      walkFrom(value[key] as Json, visit, path);
    }
  }
  path.length = last;
}
