import { parse } from 'yaml';
import { z } from 'zod';
import type { SecretDeclaration } from '../components/component.ts';
import { keyId } from './secret-keys.ts';

/** Values that only a person knows: `namespace/name` to key to value. */
export type ProvidedValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

const shape = z.record(z.string(), z.record(z.string(), z.string().min(1)));

/**
 * Reads values that a person has written as YAML:
 *
 * ```yaml
 * cert-manager/acme-dns-credentials:
 *   api-token: …
 * ```
 *
 * @throws SyntaxError when it is not that, or names a key that nobody asks a person for. The message holds no value.
 */
export function readProvided(text: string, declarations: readonly SecretDeclaration[]): ProvidedValues {
  const read = shape.safeParse(parseQuietly(text));
  if (!read.success) {
    const places = read.error.issues.map(({ path, code }) => `${path.join(' ') || 'the whole'} (${code})`);
    throw new SyntaxError(`it must map namespace/name to keys to texts; wrong: ${places.join(', ')}`);
  }
  const wanted = new Set(
    declarations.flatMap((declaration) =>
      Object.entries(declaration.keys)
        .filter(([, { kind }]) => kind === 'provided')
        .map(([key]) => keyId(declaration, key)),
    ),
  );
  const unwanted = Object.entries(read.data)
    .flatMap(([secret, keys]) => Object.keys(keys).map((key) => `${secret}/${key}`))
    .filter((key) => !wanted.has(key));
  if (unwanted.length > 0)
    throw new SyntaxError(
      `nobody asks you for ${unwanted.join(', ')}; asked for: ${[...wanted].join(', ') || 'nothing'}`,
    );
  return read.data;
}

/** The message of a YAML error quotes the line, which may hold a secret. */
function parseQuietly(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new SyntaxError('it is not YAML');
  }
}
