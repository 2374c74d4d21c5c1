import type { Item } from '../item.ts';
import { caches, store } from './data.ts';
import { database, databaseBackup } from './database.ts';
import { mediaBackup, mediaCleanup } from './jobs.ts';
import { pods } from './pods.ts';

/** What runs in the cluster and is not seen from outside. */
export const clusterItems: readonly Item[] = [
  pods,
  database,
  caches,
  store,
  mediaCleanup,
  mediaBackup,
  databaseBackup,
];
