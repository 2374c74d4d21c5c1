import type { Environment } from '../../../environment/environment.ts';
import {
  closedFederationRoutes,
  preflightRoutes,
  remainingRoutes,
  supportRoute,
  wellKnownRoutes,
} from './routes/answer-routes.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { federationRoutes } from './routes/federation-routes.ts';
import { mediaAdminRoutes, mediaRoutes } from './routes/media-routes.ts';
import { readerRoutes } from './routes/reader-routes.ts';
import type { Route } from './routes/route.ts';
import { syncRoutes } from './routes/sync-routes.ts';
import { writerRoutes } from './routes/writer-routes.ts';
import { hasSupportDocument } from './well-known.ts';

export { type Answer, type Route, routePattern, type Target } from './routes/route.ts';

/** Rows that send requests to workers. No two of them match one request, so their order means nothing. */
export const workerRoutes: readonly Route[] = [
  ...mediaRoutes,
  ...syncRoutes,
  ...federationRoutes,
  ...writerRoutes,
  ...eventRoutes,
  ...readerRoutes,
];

/**
 * Rows for the public port, strongest first: what the router answers itself, what a closed federation refuses, what workers take, what
 * is left for main. What no row names is unknown: nothing is public by accident.
 */
export function makePublicRoutes(environment: Environment): Route[] {
  return [
    ...wellKnownRoutes,
    ...(hasSupportDocument(environment) ? [supportRoute] : []),
    ...preflightRoutes,
    ...(environment.network.federation === 'closed' ? closedFederationRoutes : []),
    ...workerRoutes,
    ...remainingRoutes,
  ];
}

/** Rows for the admin port. */
export const adminRoutes: readonly Route[] = [
  {
    name: 'preflight',
    path: '/_synapse/admin/.*',
    methods: ['OPTIONS'],
    target: 'preflight',
    why: 'the admin UI is a page of another origin',
  },
  ...mediaAdminRoutes,
  { name: 'admin API', path: '/_synapse/admin/.*', target: 'main', why: 'main serves all the rest of it' },
];
