import type { SecretDeclaration } from '../component.ts';
import { namespaces } from '../shared/namespaces.ts';
import { namespace } from './labels.ts';
import { secretFiles } from './paths.ts';

/** Secrets that Synapse reads by name. */
export const secretNames = {
  own: 'synapse-secrets',
  redis: 'redis-synapse-auth',
  /** Made by the postgres component: user name and password of Synapse's role. */
  databaseUser: 'synapse-db-user',
  /** Made by CloudNativePG: CA of the server certificates, with its key, which is never mounted. */
  databaseCa: 'synapse-db-ca',
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
      password: {
        kind: 'copy',
        from: { namespace: namespaces.redisSynapse.name, name: secretNames.redis, key: 'password' },
      },
    },
    why: 'Synapse: password of its replication bus',
  },
];
