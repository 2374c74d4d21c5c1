import { walkJson } from '../../kubernetes/json.ts';
import type { JsonObject } from '../../kubernetes/object.ts';
import { formatIdentity } from '../../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';

/** The same object on both sides, or one that exists on one side only. */
export type Pair =
  | {
      readonly kind: 'same' | 'moved' | 'renamed';
      readonly before: RenderedResource;
      readonly after: RenderedResource;
    }
  | { readonly kind: 'added'; readonly after: RenderedResource }
  | { readonly kind: 'removed'; readonly before: RenderedResource };

/** Objects that share at least this part of their values are one object under two names. */
const leastLikeness = 0.7;

/**
 * Pairs the objects of two renderings: by identity; then, among what is left, by likeness within a kind, the most alike first. An
 * object that another Application renders now was moved.
 */
export function matchObjects(before: ResourceSet, after: ResourceSet): Pair[] {
  const left = byIdentity(before);
  const pairs: Pair[] = [];
  const added: RenderedResource[] = [];
  for (const [identity, resource] of byIdentity(after)) {
    const old = left.get(identity);
    left.delete(identity);
    if (old === undefined) added.push(resource);
    else
      pairs.push({
        kind: old.component === resource.component ? 'same' : 'moved',
        before: old,
        after: resource,
      });
  }
  return [...pairs, ...matchRenamed([...left.values()], added)];
}

function byIdentity({ resources }: ResourceSet): Map<string, RenderedResource> {
  return new Map(resources.map((resource) => [formatIdentity(resource.identity), resource]));
}

function matchRenamed(removed: readonly RenderedResource[], added: readonly RenderedResource[]): Pair[] {
  const candidates = removed
    .flatMap((before) =>
      added
        .filter((after) => isSameKind(before, after))
        .map((after) => ({ before, after, likeness: likenessOf(before.json, after.json) })),
    )
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort((one, other) => other.likeness - one.likeness);
  const taken = new Set<RenderedResource>();
  const renamed = candidates.flatMap(({ before, after }): Pair[] => {
    if (taken.has(before) || taken.has(after)) return [];
    taken.add(before).add(after);
    return [{ kind: 'renamed', before, after }];
  });
  return [
    ...renamed,
    ...removed.filter((before) => !taken.has(before)).map((before): Pair => ({ kind: 'removed', before })),
    ...added.filter((after) => !taken.has(after)).map((after): Pair => ({ kind: 'added', after })),
  ];
}

function isSameKind({ identity: one }: RenderedResource, { identity: other }: RenderedResource): boolean {
  return one.kind === other.kind && one.group === other.group;
}

/** Shared part of all values of two objects (Jaccard), their own names left out. */
function likenessOf(before: JsonObject, after: JsonObject): number {
  const [left, right] = [valuesOf(before), valuesOf(after)];
  const shared = [...left].filter((value) => right.has(value)).length;
  const all = left.size + right.size - shared;
  return all === 0 ? 0 : shared / all;
}

function valuesOf(json: JsonObject): Set<string> {
  const values = new Set<string>();
  walkJson(json, (value, path) => {
    const isName = path[0] === 'metadata' && (path[1] === 'name' || path[1] === 'namespace');
    if ((typeof value === 'object' && value !== null) || isName || path.length === 1) return;
    values.add(`${path.join('/')}=${value}`);
  });
  return values;
}
