import type { ICluster } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';
import type { Environment } from '../../../environment/environment.ts';
import { pluginName } from './backup.ts';
import { databaseName, recoverySourceName, secretNames } from './names.ts';

type Start = Pick<NonNullable<ICluster['spec']>, 'bootstrap' | 'externalClusters'>;

/** Name of the archive inside the Cluster's own specification. */
const sourceName = 'archive';

/** The database, the role that owns it and its password: once created, or set again after a recovery. */
const application = { database: databaseName, owner: databaseName, secret: { name: secretNames.user } };

/**
 * How the data directory comes to be. CloudNativePG reads this when it creates the Cluster and never again, so what `postgres.recovery`
 * says may stay after the recovery; it has to, because the archive goes on under its new name.
 */
export function makeBootstrap({ postgres }: Environment): Start {
  return postgres.recovery === null ? { bootstrap: { initdb } } : restoreFrom(postgres.recovery);
}

const initdb = {
  ...application,
  // Synapse refuses any other collation: it compares strings byte by byte, and index order must not follow the C library.
  encoding: 'UTF8',
  localeCollate: 'C',
  localeCType: 'C',
  dataChecksums: true,
};

/** The last base backup that ended before the target, and the log from there: up to the target, or all of it. */
function restoreFrom({ source, targetTime }: NonNullable<Environment['postgres']['recovery']>): Start {
  return {
    bootstrap: {
      recovery: {
        source: sourceName,
        ...application,
        ...(targetTime !== null && { recoveryTarget: { targetTime } }),
      },
    },
    externalClusters: [
      {
        name: sourceName,
        plugin: {
          name: pluginName,
          parameters: { barmanObjectName: recoverySourceName, serverName: source },
        },
      },
    ],
  };
}
