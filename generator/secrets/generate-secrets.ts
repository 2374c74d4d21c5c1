import { randomBytes, randomInt } from 'node:crypto';
import type { SecretDeclaration, SecretGenerator } from '../components/component.ts';
import { partOf } from '../kubernetes/labels.ts';
import type { ProvidedValues } from './read-provided.ts';
import { keyId, secretId, templateKeys } from './secret-keys.ts';

/** A Secret as it is applied. */
export interface SecretManifest {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly type: string;
  /** Base64, so that a partial manifest also works as a patch. */
  readonly data: Readonly<Record<string, string>>;
}

/** Complete Secrets, and the keys for which a person has not given a value. */
export interface GeneratedSecrets {
  readonly manifests: readonly SecretManifest[];
  /** Keys without a value, as `namespace/name key`: their Secrets are not among the manifests. */
  readonly missing: readonly string[];
}

/**
 * Draws the values of the chosen keys anew. A Secret that lacks one is left out as a whole: half of it would start pods that then fail.
 *
 * @param chosen - keys as {@link selectKeys} gives them
 */
export function generateSecrets(
  declarations: readonly SecretDeclaration[],
  provided: ProvidedValues,
  chosen: ReadonlySet<string>,
): GeneratedSecrets {
  const values = new Map<string, string>();
  const missing: string[] = [];
  // Copies and templates read what the others have drawn.
  for (const rank of [0, 1, 2])
    for (const declaration of declarations) {
      const secret = secretId(declaration);
      for (const [key, generator] of Object.entries(declaration.keys)) {
        if (ranks[generator.kind] !== rank) continue;
        const value = makeValue(generator, secret, provided[secret]?.[key], values);
        if (value !== undefined) values.set(keyId(declaration, key), value);
        else if (chosen.has(keyId(declaration, key))) missing.push(keyId(declaration, key));
      }
    }
  const manifests = declarations.flatMap((declaration) => {
    const keys = Object.keys(declaration.keys).filter((key) => chosen.has(keyId(declaration, key)));
    const data = keys.flatMap((key) => {
      const value = values.get(keyId(declaration, key));
      return value === undefined ? [] : [[key, Buffer.from(value).toString('base64')]];
    });
    return keys.length === 0 || data.length < keys.length
      ? []
      : [makeManifest(declaration, Object.fromEntries(data))];
  });
  return { manifests, missing };
}

const ranks: Readonly<Record<SecretGenerator['kind'], number>> = {
  random: 0,
  constant: 0,
  'synapse-signing-key': 0,
  provided: 0,
  template: 1,
  copy: 2,
};

function makeValue(
  generator: SecretGenerator,
  secret: string,
  given: string | undefined,
  values: ReadonlyMap<string, string>,
): string | undefined {
  switch (generator.kind) {
    case 'random':
      return randomText(generator.length);
    case 'constant':
      return generator.value;
    case 'synapse-signing-key':
      return makeSigningKey();
    case 'provided':
      return given;
    case 'template':
      return generator.template.replace(templateKeys, (_, key: string) => {
        const value = values.get(`${secret}/${key}`);
        if (value === undefined) throw new Error(`A template of ${secret} names the key "${key}"`);
        return value;
      });
    case 'copy':
      return values.get(keyId(generator.from, generator.from.key));
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Characters that need no quoting anywhere: 5.95 bits each, every one equally likely. */
function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** A line as Synapse writes its own: algorithm, key version, Ed25519 seed in unpadded base64 (signedjson `write_signing_keys`). */
function makeSigningKey(): string {
  return `ed25519 a_${randomText(4)} ${randomBytes(32).toString('base64').replace(/=+$/, '')}\n`;
}

function makeManifest(
  { namespace, name, type = 'Opaque', labels }: SecretDeclaration,
  data: Readonly<Record<string, string>>,
): SecretManifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf, ...labels } },
    type,
    data,
  };
}
