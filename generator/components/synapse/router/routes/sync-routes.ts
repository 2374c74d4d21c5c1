import { clientPath, type Route, segment } from './route.ts';

/**
 * Requests that wait for news. `unstable` beside the releases: Synapse registers these paths under it too.
 * Sources: element-hq/synapse v1.163.2 `docs/workers.md`, `synapse/rest/client/{sync,events,initial_sync,room}.py`.
 */
export const syncRoutes: readonly Route[] = [
  {
    name: 'sync',
    path: clientPath('sync'),
    target: ['sync'],
    why: 'the long-poll of most clients; without `since` it is a first sync and goes to the pool for those',
  },
  {
    name: 'sliding sync',
    path: '/_matrix/client/unstable/org\\.matrix\\.simplified_msc3575/sync',
    target: ['sliding-sync', 'sync'],
    why: 'the long-poll of newer clients; workers serve it although docs/workers.md does not list it',
  },
  {
    name: 'events',
    path: clientPath('events', { v1: true }),
    target: ['sync'],
    why: 'the long-poll of the oldest clients',
  },
  {
    name: 'initial sync',
    path: clientPath(`(rooms/${segment}/)?initialSync`, { v1: true }),
    target: ['initial-sync', 'sync'],
    why: 'reads what a first sync reads, and fills the same caches',
  },
];
