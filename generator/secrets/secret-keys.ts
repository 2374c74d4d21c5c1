import type { SecretDeclaration, SecretGenerator } from '../components/component.ts';

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** A Secret as people write it: `namespace/name`. */
export function secretId({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}

/** A key of a Secret as people write it: `namespace/name/key`. */
export function keyId(secret: Named, key: string): string {
  return `${secretId(secret)}/${key}`;
}

/** Finds the keys that a template embeds. */
export const templateKeys = /\{\{ (\S+) \}\}/g;

/**
 * The keys that are named, of whole Secrets (`namespace/name`) or alone (`namespace/name/key`), and every key that shares a value with one
 * of them: a copy that keeps the old value would lock its reader out. Without names: all.
 *
 * @throws RangeError for a name that is not declared.
 */
export function selectKeys(
  declarations: readonly SecretDeclaration[],
  names: readonly string[],
): ReadonlySet<string> {
  const all = declarations.flatMap((secret) => Object.keys(secret.keys).map((key) => keyId(secret, key)));
  if (names.length === 0) return new Set(all);
  const named = (name: string) => all.filter((key) => key === name || key.startsWith(`${name}/`));
  const unknown = names.filter((name) => named(name).length === 0);
  if (unknown.length > 0)
    throw new RangeError(
      `There is no Secret or key ${unknown.join(', ')}. There are: ${declarations.map(secretId).join(', ')}`,
    );
  const pairs = declarations.flatMap((secret) =>
    Object.entries(secret.keys).flatMap(([key, generator]) =>
      listSources(secret, generator).map((source) => [keyId(secret, key), source] as const),
    ),
  );
  const chosen = new Set(names.flatMap(named));
  for (let before = 0; before < chosen.size; ) {
    before = chosen.size;
    for (const pair of pairs)
      if (pair.some((key) => chosen.has(key))) for (const key of pair) chosen.add(key);
  }
  return chosen;
}

/** Keys whose values are in this one. */
export function listSources(secret: SecretDeclaration, generator: SecretGenerator): string[] {
  if (generator.kind === 'copy') return [keyId(generator.from, generator.from.key)];
  if (generator.kind !== 'template') return [];
  return [...generator.template.matchAll(templateKeys)].map(([, key = '']) => keyId(secret, key));
}
