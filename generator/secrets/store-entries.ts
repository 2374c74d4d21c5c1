import type { SecretDeclaration, SecretGenerator } from '../components/component.ts';
import type { SecretManifest } from './generate-secrets.ts';
import { secretId } from './secret-keys.ts';

/** A key of a declared Secret, and how it gets its value. */
export interface KeySource {
  readonly secret: SecretDeclaration;
  readonly key: string;
  readonly generator: Exclude<SecretGenerator, { kind: 'copy' }>;
}

/**
 * The key whose value a key has: its own, or that which it copies.
 *
 * @throws Error for a copy of a key that nobody declares, or of one that is made of others: a mistake in a component.
 */
export function sourceOf(
  declarations: readonly SecretDeclaration[],
  secret: SecretDeclaration,
  key: string,
): KeySource {
  const generator = secret.keys[key];
  if (generator === undefined) throw new Error(`Nobody declares the key ${key} of ${secretId(secret)}`);
  if (generator.kind !== 'copy') return { secret, key, generator };
  const { from } = generator;
  const owner = declarations.find((one) => secretId(one) === secretId(from));
  if (owner === undefined)
    throw new Error(`${secretId(secret)} copies ${secretId(from)}, which nobody declares`);
  const source = sourceOf(declarations, owner, from.key);
  if (source.generator.kind === 'template')
    throw new Error(
      `${secretId(secret)} copies ${from.key} of ${secretId(from)}, which is made of other keys`,
    );
  return source;
}

/** True when the value must stand in a store: constants and what is made of other keys need not. */
export function isStored({ generator }: KeySource): boolean {
  return generator.kind !== 'constant' && generator.kind !== 'template';
}

/** An entry that a store must have, below the prefix of the environment. */
export interface StoreEntry {
  /** `matrix/synapse-secrets`: namespace and name of the Secret. */
  readonly entry: string;
  readonly properties: Readonly<Record<string, SecretGenerator>>;
}

/** Every entry that a store must have. Copies name that of their source, so a value stands there once. */
export function listStoreEntries(declarations: readonly SecretDeclaration[]): StoreEntry[] {
  return declarations.flatMap((secret) => {
    const properties = Object.entries(secret.keys).filter(
      ([key, { kind }]) => kind !== 'copy' && isStored(sourceOf(declarations, secret, key)),
    );
    return properties.length === 0
      ? []
      : [{ entry: secretId(secret), properties: Object.fromEntries(properties) }];
  });
}

/** The entries of a store with their values, of the Secrets that are complete. */
export function fillStoreEntries(
  declarations: readonly SecretDeclaration[],
  manifests: readonly SecretManifest[],
): { entry: string; values: Record<string, string> }[] {
  const data = new Map(manifests.map((manifest) => [secretId(manifest.metadata), manifest.data]));
  return listStoreEntries(declarations).flatMap(({ entry, properties }) => {
    const values = Object.keys(properties).flatMap((property) => {
      const value = data.get(entry)?.[property];
      return value === undefined ? [] : [[property, Buffer.from(value, 'base64').toString()] as const];
    });
    return values.length === 0 ? [] : [{ entry, values: Object.fromEntries(values) }];
  });
}
