import { isObject } from '../../kubernetes/json.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { Json, JsonObject } from '../../kubernetes/object.ts';
import type { Step, ValueChange } from '../change.ts';
import { identifyItems, isOrdered } from './list-keys.ts';

/** A comparison of two trees. */
export interface Comparison {
  readonly changes: readonly ValueChange[];
  /** Lists whose items only stand in another order, where the order means nothing. */
  readonly reordered: number;
}

/** Compares two objects by meaning: items of lists are paired by their identity, not by where they stand. */
export function compareValues(before: JsonObject, after: JsonObject): Comparison {
  const walk = new Walk();
  walk.compare(before, after, []);
  return { changes: walk.changes, reordered: walk.reordered };
}

class Walk {
  readonly changes: ValueChange[] = [];
  reordered = 0;

  compare(before: Json | undefined, after: Json | undefined, path: readonly Step[]): void {
    if (isObject(before) && isObject(after)) this.compareMaps(before, after, path);
    else if (Array.isArray(before) && Array.isArray(after)) this.compareLists(before, after, path);
    else if (!jsonEqual(before, after))
      this.changes.push({
        path,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      });
  }

  private compareMaps(before: JsonObject, after: JsonObject, path: readonly Step[]): void {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      this.compare(own(before, key), own(after, key), [...path, key]);
  }

  private compareLists(before: readonly Json[], after: readonly Json[], path: readonly Step[]): void {
    if (jsonEqual(before, after)) return;
    const identities = identifyItems(before, after);
    if (identities !== undefined) this.compareByIdentity(before, after, identities, path);
    else if ([...before, ...after].some((item) => isObject(item) || Array.isArray(item)))
      this.compareByLikeness(before, after, path);
    else this.compareScalars(before, after, path);
  }

  private compareByIdentity(
    before: readonly Json[],
    after: readonly Json[],
    names: { readonly before: readonly string[]; readonly after: readonly string[] },
    path: readonly Step[],
  ): void {
    const changesBefore = this.changes.length;
    for (const name of new Set([...names.before, ...names.after]))
      this.compare(before[names.before.indexOf(name)], after[names.after.indexOf(name)], [
        ...path,
        { item: name },
      ]);
    const kept = names.before.filter((name) => names.after.includes(name));
    if (
      jsonEqual(
        kept,
        names.after.filter((name) => names.before.includes(name)),
      )
    )
      return;
    if (isOrdered(path.at(-1)))
      this.changes.push({ path, before: [...names.before], after: [...names.after] });
    else if (this.changes.length === changesBefore) this.reordered++;
  }

  /** Equal items pair off first; what is left pairs by position. */
  private compareByLikeness(before: readonly Json[], after: readonly Json[], path: readonly Step[]): void {
    const left = [...before.entries()];
    const right = after.flatMap((item, index) => {
      const match = left.findIndex(([, candidate]) => jsonEqual(candidate, item));
      if (match < 0) return [[index, item] as const];
      left.splice(match, 1);
      return [];
    });
    if (left.length === 0 && right.length === 0) {
      if (isOrdered(path.at(-1))) this.changes.push({ path, before: [...before], after: [...after] });
      else this.reordered++;
      return;
    }
    for (let pair = 0; pair < Math.max(left.length, right.length); pair++) {
      const [index = 0] = right[pair] ?? left[pair] ?? [];
      this.compare(left[pair]?.[1], right[pair]?.[1], [...path, index]);
    }
  }

  private compareScalars(before: readonly Json[], after: readonly Json[], path: readonly Step[]): void {
    const [sortedBefore, sortedAfter] = [before, after].map((list) => list.map(String).sort());
    if (jsonEqual(sortedBefore, sortedAfter) && !isOrdered(path.at(-1))) this.reordered++;
    else this.changes.push({ path, before: [...before], after: [...after] });
  }
}

function own(map: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
