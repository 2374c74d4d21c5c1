import { groupOf } from '../kubernetes/object.ts';

/** Longest name without extension; file systems stop at 255 bytes. */
const maxLength = 200;

/** What a file name is made from. */
export interface Nameable {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * File names without extension, one per object, in the same order: `<kind>-<name>` in lower case; where that is not unique,
 * `<kind>-<namespace>-<name>`, then `<kind>.<group>-<namespace>-<name>`, then that with a number.
 */
export function nameFiles(objects: readonly Nameable[]): string[] {
  const namings: ((object: Nameable) => string)[] = [
    ({ kind, name }) => `${kind}-${name}`,
    ({ kind, namespace, name }) => `${kind}-${namespace}-${name}`,
    ({ apiVersion, kind, namespace, name }) => `${kind}.${groupOf(apiVersion)}-${namespace}-${name}`,
  ];
  const names: (string | undefined)[] = objects.map(() => undefined);
  for (const naming of namings) {
    const candidates = objects.map((object) => toFileName(naming(object)));
    const taken = countAll([...names.filter((name) => name !== undefined), ...candidates]);
    for (const [index, candidate] of candidates.entries())
      if (names[index] === undefined && taken.get(candidate) === 1) names[index] = candidate;
  }
  return names.map((name, index) => name ?? `${toFileName(objects[index]?.kind ?? '')}-${index}`);
}

function toFileName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .slice(0, maxLength);
}

function countAll(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
