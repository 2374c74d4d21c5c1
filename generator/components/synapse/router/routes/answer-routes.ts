import { type Route, reading } from './route.ts';

/** Documents that tell clients and servers where the homeserver is. */
export const wellKnownRoutes: readonly Route[] = [
  {
    name: 'client discovery',
    path: '/\\.well-known/matrix/client',
    methods: reading,
    target: 'well-known-client',
    why: 'clients find the homeserver by the server name',
  },
  {
    name: 'server discovery',
    path: '/\\.well-known/matrix/server',
    methods: reading,
    target: 'well-known-server',
    why: 'other servers and the call authoriser find the homeserver by the server name',
  },
  {
    name: 'discovery preflight',
    path: '/\\.well-known/matrix/(client|server|support)',
    methods: ['OPTIONS'],
    target: 'preflight',
    why: 'web clients of other origins read it',
  },
];

/** Where there is a document that says whom to write to. */
export const supportRoute: Route = {
  name: 'support contact',
  path: '/\\.well-known/matrix/support',
  methods: reading,
  target: 'well-known-support',
  why: 'people who have trouble with this server, or with its users, look here',
};

/** CORS preflights of the public API. */
export const preflightRoutes: readonly Route[] = [
  {
    name: 'rendezvous preflight',
    path: '/_matrix/client/unstable/org\\.matrix\\.msc4108/rendezvous|/_synapse/client/rendezvous.*',
    methods: ['OPTIONS'],
    target: 'main',
    why: 'its CORS headers differ from all others',
  },
  {
    name: 'preflight',
    path: '/(_matrix|_synapse/client)/.*',
    methods: ['OPTIONS'],
    target: 'preflight',
    why: 'the answer is always the same; no process needs to give it',
  },
];

/** What is refused, and what is not, where federation is closed. */
export const closedFederationRoutes: readonly Route[] = [
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

/** What remains of the public port after every other row. */
export const remainingRoutes: readonly Route[] = [
  { name: 'Matrix API', path: '/_matrix/.*', target: 'main', why: 'main serves everything' },
  {
    name: 'Synapse client API',
    path: '/_synapse/client/.*',
    target: 'main',
    why: 'pages of login and consent that browsers open; a login by SSO has to stay in one process',
  },
  {
    name: 'admin API',
    path: '/_synapse/admin(/.*)?',
    target: 'forbidden',
    why: 'the admin port serves it; here it is refused in so many words',
  },
];
