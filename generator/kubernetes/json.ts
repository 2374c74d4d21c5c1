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
  const entries = Object.entries(objectIn(root, ...path));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Visits every value of a tree, parents first, keys in their order. */
export function walkJson(
  value: Json,
  visit: (value: Json, path: (string | number)[]) => void,
  path: (string | number)[] = [],
): void {
  visit(value, path);
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walkJson(item, visit, [...path, index]);
    });
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) walkJson(item, visit, [...path, key]);
  }
}
