import type { Environment } from '../../../environment/environment.ts';

/** Where a request goes: a pool of Synapse processes, or an answer that the router gives itself. */
export type Target = 'main' | 'sync' | Answer;

/** Answers of the router. */
export type Answer = 'preflight' | 'well-known-client' | 'well-known-server' | 'forbidden' | 'unknown';

/** One row: requests that match it and no row above it go to its target. */
export interface Route {
  readonly name: string;
  /** Regular expression for the whole path as it came, not decoded: Synapse matches it undecoded too. */
  readonly path: string;
  /** Default: every method. */
  readonly methods?: readonly string[];
  readonly target: Target;
  readonly why: string;
}

/** APIs whose CORS preflight the router answers. */
const publicApi = '/(_matrix|_synapse/client)/.*';

/** Rows for the public port, strongest first. What no row names is unknown: nothing is public by accident. */
export function makePublicRoutes(environment: Environment): Route[] {
  return [
    ...wellKnownRoutes,
    {
      name: 'rendezvous preflight',
      path: '/_matrix/client/unstable/org\\.matrix\\.msc4108/rendezvous|/_synapse/client/rendezvous.*',
      methods: ['OPTIONS'],
      target: 'main',
      why: 'its CORS headers differ from all others',
    },
    {
      name: 'preflight',
      path: publicApi,
      methods: ['OPTIONS'],
      target: 'preflight',
      why: 'the answer is always the same; no process needs to give it',
    },
    ...(environment.network.federation === 'closed' ? closedFederationRoutes : []),
    ...syncRoutes,
    { name: 'Matrix API', path: '/_matrix/.*', target: 'main', why: 'main serves everything' },
    {
      name: 'Synapse client API',
      path: '/_synapse/client/.*',
      target: 'main',
      why: 'pages of login and consent that browsers open',
    },
    {
      name: 'admin API',
      path: '/_synapse/admin(/.*)?',
      target: 'forbidden',
      why: 'the admin port serves it; here it is refused in so many words',
    },
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
  { name: 'admin API', path: '/_synapse/admin/.*', target: 'main', why: 'main serves all of it' },
];

const wellKnownRoutes: readonly Route[] = [
  {
    name: 'client discovery',
    path: '/\\.well-known/matrix/client',
    methods: ['GET', 'HEAD'],
    target: 'well-known-client',
    why: 'clients find the homeserver by the server name',
  },
  {
    name: 'server discovery',
    path: '/\\.well-known/matrix/server',
    methods: ['GET', 'HEAD'],
    target: 'well-known-server',
    why: 'other servers and the call authoriser find the homeserver by the server name',
  },
  {
    name: 'discovery preflight',
    path: '/\\.well-known/matrix/(client|server)',
    methods: ['OPTIONS'],
    target: 'preflight',
    why: 'web clients of other origins read it',
  },
];

const closedFederationRoutes: readonly Route[] = [
  {
    name: 'OpenID user info',
    path: '/_matrix/federation/v1/openid/userinfo',
    target: 'main',
    why: 'the call authoriser checks identities with it; it concerns no other server',
  },
  {
    name: 'federation',
    path: '/_matrix/(federation|key)/.*',
    target: 'forbidden',
    why: 'federation is closed',
  },
];

/**
 * Requests that wait for news. `unstable` beside the releases: Synapse registers these paths under it too.
 * Sources: element-hq/synapse v1.163.2 `docs/workers.md`, `synapse/rest/client/{sync,events,initial_sync,room}.py`.
 */
const syncRoutes: readonly Route[] = [
  {
    name: 'sync',
    path: '/_matrix/client/(r0|v3|unstable)/sync',
    target: 'sync',
    why: 'the long-poll of most clients',
  },
  {
    name: 'sliding sync',
    path: '/_matrix/client/unstable/org\\.matrix\\.simplified_msc3575/sync',
    target: 'sync',
    why: 'the long-poll of newer clients; workers serve it although docs/workers.md does not list it',
  },
  {
    name: 'events',
    path: '/_matrix/client/(api/v1|r0|v3|unstable)/events',
    target: 'sync',
    why: 'the long-poll of the oldest clients',
  },
  {
    name: 'initial sync',
    path: '/_matrix/client/(api/v1|r0|v3|unstable)/(rooms/[^/]+/)?initialSync',
    target: 'sync',
    why: 'reads what a first sync reads, and fills the same caches',
  },
];

/**
 * A row as one regular expression over method and path without anything between them, `GET/_matrix/…`: methods have no slash, so
 * the two cannot be confused.
 */
export function routePattern({ path, methods }: Route): string {
  return `^(${methods?.join('|') ?? '[^/]+'})(${path})$`;
}
