import { printYaml } from '../../formats/yaml.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';
import { isMap, type Manifest } from '../to-manifest.ts';
import { type KeyedList, type Shape, shapeOf, survivesMerge } from './merge-shape.ts';

/**
 * The strategic merge patch that turns `base` into `target` when kustomize 5.8.1 applies it; undefined when there is none. Both have the
 * same API version, kind, namespace and name.
 */
export function deriveStrategicPatch(base: Manifest, target: Manifest): JsonObject | undefined {
  const shape = shapeOf(target);
  if (!survivesMerge(base, shape) || !survivesMerge(target, shape)) return undefined;
  const changes = mergeMaps(base, target, shape);
  if (changes === undefined) return undefined;
  const { metadata, ...others } = changes;
  const { name, namespace } = target.metadata;
  return {
    apiVersion: target.apiVersion,
    kind: target.kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), ...(isMap(metadata) && metadata) },
    ...others,
  };
}

function mergeMaps(base: JsonObject, target: JsonObject, shape: Shape): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const [key, wanted] of Object.entries(target)) {
    const present = base[key];
    if (present === undefined) patch[key] = wanted;
    else if (!jsonEqual(present, wanted)) {
      const change = mergeValues(present, wanted, key, shape);
      if (change === undefined) return undefined;
      patch[key] = change;
    }
  }
  for (const key of Object.keys(base)) if (!Object.hasOwn(target, key)) patch[key] = null;
  return patch;
}

function mergeValues(present: Json, wanted: Json, key: string, shape: Shape): Json | undefined {
  if (isMap(present) && isMap(wanted))
    return mergeMaps(present, wanted, shape.maps[key] ?? { lists: {}, maps: {} });
  if (Array.isArray(present) && Array.isArray(wanted)) {
    const keyed = shape.lists[key];
    return keyed === undefined ? wanted : mergeKeyedLists(present, wanted, keyed);
  }
  return isScalar(present) && isScalar(wanted) && keepsType(present, wanted) ? wanted : undefined;
}

/**
 * kustomize puts the elements that a patch names first, in the patch's order, and the others behind them in the order of the base. So a
 * patch names every element up to the last one that changed, an unchanged one by its key alone.
 */
function mergeKeyedLists(present: Json[], wanted: Json[], { keys, element }: KeyedList): Json[] | undefined {
  if (wanted.length === 0) return undefined;
  const [key, ...furtherKeys] = keys;
  if (furtherKeys.length > 0 || present.length === 0) return replaceList(wanted);
  const before = new Map(present.filter(isMap).map((item, index) => [String(item[key]), { item, index }]));
  const targets = wanted.filter(isMap);
  const untouched = countUntouched(targets, key, before);
  const patch: Json[] = [];
  for (const item of targets.slice(0, targets.length - untouched)) {
    const known = before.get(String(item[key]))?.item;
    const changes = known === undefined ? item : mergeMaps(known, item, element);
    if (changes === undefined) return undefined;
    patch.push({ [key]: item[key] ?? null, ...changes });
  }
  const kept = new Set(targets.map((item) => String(item[key])));
  for (const [name, { item }] of before)
    if (!kept.has(name)) patch.push({ $patch: 'delete', [key]: item[key] ?? null });
  return patch;
}

/** How many elements at the end are as they were, in the order in which they were. */
function countUntouched(
  targets: readonly JsonObject[],
  key: string,
  before: ReadonlyMap<string, { readonly item: JsonObject; readonly index: number }>,
): number {
  let count = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const item of targets.toReversed()) {
    const known = before.get(String(item[key]));
    if (known === undefined || known.index >= next || !jsonEqual(known.item, item)) break;
    next = known.index;
    count += 1;
  }
  return count;
}

function replaceList(wanted: Json[]): Json[] {
  return [{ $patch: 'replace' }, ...wanted];
}

/** kustomize keeps the quotes of the base's scalar: a quoted string would turn the number that replaces it into a string. */
function keepsType(present: Json, wanted: Json): boolean {
  return typeof present !== 'string' || typeof wanted === 'string' || printYaml(present) === `${present}\n`;
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object';
}
