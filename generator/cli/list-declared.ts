import type { DeclaredSecret } from '../checks/rule.ts';
import type { Environment } from '../environment/environment.ts';
import { assemblePlatform } from '../platform/assemble-platform.ts';
import { keyId, listSources } from '../secrets/secret-keys.ts';

/** Secrets that the components of an environment need, as rules see them. */
export function listDeclared(environment: Environment): DeclaredSecret[] {
  const { secrets } = assemblePlatform(environment);
  const embedded = new Set(
    secrets.flatMap((secret) =>
      Object.values(secret.keys).flatMap((generator) => listSources(secret, generator)),
    ),
  );
  return secrets.map((secret) => ({
    namespace: secret.namespace,
    name: secret.name,
    keys: Object.keys(secret.keys).map((key) => ({ key, embedded: embedded.has(keyId(secret, key)) })),
  }));
}
