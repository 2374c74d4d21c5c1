import type { Environment } from '../../../environment/environment.ts';
import type { Component, SecretDeclaration } from '../../component.ts';
import { backupSecret, makeObjectStore, makeRecoverySource, makeScheduledBackup } from './backup.ts';
import { makeCluster } from './cluster.ts';
import { makeFlows } from './flows.ts';
import { monitors } from './monitors.ts';
import { componentName, databaseName, namespace, secretNames } from './names.ts';
import { makePooler, makePoolerBudget } from './pooler.ts';

/** The database of Synapse: a CloudNativePG Cluster, PgBouncer in front of it, and its backup. */
export const postgresComponent: Component = {
  name: componentName,
  tier: 'data',
  summary: 'PostgreSQL of Synapse, its pooler and its backup',
  namespace: () => namespace,
  enabled: () => true,
  render(environment: Environment) {
    const { backup, recovery } = environment.postgres;
    return {
      resources: [
        ...(backup === null ? [] : [makeObjectStore(environment, backup)]),
        ...(backup === null || recovery === null
          ? []
          : [makeRecoverySource(environment, backup, recovery.destination)]),
        makeCluster(environment),
        makePooler(environment),
        ...makePoolerBudget(environment),
        ...(backup === null ? [] : [makeScheduledBackup(backup)]),
        ...monitors,
      ],
      configMaps: [],
      flows: makeFlows(environment),
      secrets: [userSecret, ...(backup === null ? [] : [backupSecret(environment)])],
    };
  },
};

const userSecret: SecretDeclaration = {
  name: secretNames.user,
  namespace,
  type: 'kubernetes.io/basic-auth',
  // A new password reaches the role at once (docs/src/labels_annotations.md of CloudNativePG).
  labels: { 'cnpg.io/reload': 'true' },
  keys: {
    username: { kind: 'constant', value: databaseName },
    password: { kind: 'random', length: 32 },
  },
  why: 'PostgreSQL and Synapse: the role that owns the database',
};
