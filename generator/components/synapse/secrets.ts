import type { SecretDeclaration } from '../component.ts';
import * as cache from '../data/cache-synapse/names.ts';
import { secretNames as databaseSecrets } from '../data/postgres/names.ts';
import { copyTurnSecret, turnSecret } from '../rtc/coturn/names.ts';
import { namespace } from './labels.ts';
import { secretFiles } from './paths.ts';

/** Secrets that Synapse reads by name. */
export const secretNames = {
  own: 'synapse-secrets',
  redis: cache.authSecret.name,
  /** Made by the postgres component: user name and password of Synapse's role. */
  databaseUser: databaseSecrets.user,
  /** Made by CloudNativePG: CA of the server certificates, with its key, which is never mounted. */
  databaseCa: databaseSecrets.ca,
  turn: turnSecret.name,
} as const;

/** Secrets that must exist before Synapse starts. */
export const secrets: readonly SecretDeclaration[] = [
  {
    name: secretNames.own,
    namespace,
    keys: {
      [secretFiles.signingKey]: { kind: 'synapse-signing-key' },
      [secretFiles.macaroon]: { kind: 'random', length: 64 },
      [secretFiles.form]: { kind: 'random', length: 64 },
      [secretFiles.registrationSharedSecret]: { kind: 'random', length: 64 },
      [secretFiles.workerReplication]: { kind: 'random', length: 64 },
    },
    why: 'Synapse: server identity, tokens, registration by an administrator, and trust between its processes',
  },
  {
    name: secretNames.redis,
    namespace,
    keys: {
      [cache.authSecret.key]: {
        kind: 'copy',
        from: { namespace: cache.namespace, ...cache.authSecret },
      },
    },
    why: 'Synapse: password of its replication bus',
  },
  copyTurnSecret(namespace, 'Synapse: makes the passwords with which clients use the TURN servers'),
];
