/** Where a Synapse container finds its files. Each is a mount of its own: a directory inside a ConfigMap mount cannot be one. */
export const synapsePaths = {
  /** Shared file, log configuration and the file of the process kind. */
  config: '/etc/synapse/config',
  /** One file per worker with nothing but its name. */
  names: '/etc/synapse/names',
  secrets: '/etc/synapse/secrets',
  /** The main process's volume. */
  media: '/media',
} as const;

/** Names of the files below {@link synapsePaths}.secrets. */
export const secretFiles = {
  signingKey: 'signing-key',
  macaroon: 'macaroon',
  form: 'form',
  registrationSharedSecret: 'registration-shared-secret',
  workerReplication: 'worker-replication',
  redisPassword: 'redis-password',
  databaseCa: 'database-ca.crt',
  turn: 'turn',
} as const;

/** Path of a secret file inside a Synapse container. */
export function secretPath(file: keyof typeof secretFiles): string {
  return `${synapsePaths.secrets}/${secretFiles[file]}`;
}
