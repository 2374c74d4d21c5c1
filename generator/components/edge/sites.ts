import type { Environment } from '../../environment/environment.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { adminUiBackend } from '../clients/admin-ui/names.ts';
import { elementWebBackend } from '../clients/element-web/names.ts';
import { type EdgeHost, tlsSecrets } from '../platform/certificates/names.ts';
import { livekitBackend } from '../rtc/livekit/names.ts';
import { lkJwtBackend, publicPaths } from '../rtc/lk-jwt/names.ts';
import { routerBackends } from '../synapse/router/names.ts';
import type { Backend } from './backend.ts';
import { edgeTimeouts } from './timeouts.ts';

/** One path of a site and where it leads. The longest path that matches decides. */
export interface SiteRoute {
  readonly path: string;
  readonly match: 'prefix' | 'exact';
  readonly backend: Backend;
}

/** One public host name and everything that the edge must know about it. */
export interface Site {
  /** Name of the objects that render it. */
  readonly name: string;
  readonly host: string;
  /** Secret with its certificate. */
  readonly tlsSecret: string;
  /** Seconds of silence after which a request is given up; WebSockets included. */
  readonly idleTimeout: number;
  /** Bytes that a request may carry, at least. */
  readonly bodyLimit: number;
  /** Networks that may use it; undefined when everybody may. */
  readonly allowed: readonly string[] | undefined;
  readonly routes: readonly SiteRoute[];
}

/** Files that clients and servers look for under the server name. */
const wellKnown: SiteRoute = {
  path: '/.well-known/matrix',
  match: 'prefix',
  backend: routerBackends.public,
};

/** Requests that carry no media. */
const smallBody = 2 ** 20;

/** Every site of the edge. What no route names is answered by nobody: nothing is public by accident. */
export function makeSites(environment: Environment): Site[] {
  const { hosts, network, synapse } = environment;
  const upload = parseQuantity(`${synapse.maxUploadSize}i`);
  const site = (
    key: EdgeHost,
    routes: readonly SiteRoute[],
    more: { bodyLimit?: number; allowed?: readonly string[] } = {},
  ): Site => ({
    name: key === 'serverName' ? 'server-name' : key,
    host: hosts[key],
    tlsSecret: tlsSecrets[key],
    idleTimeout: edgeTimeouts.idle,
    bodyLimit: more.bodyLimit ?? smallBody,
    allowed: more.allowed,
    routes: hosts[key] === hosts.serverName && !routes.includes(wellKnown) ? [...routes, wellKnown] : routes,
  });
  const matrixApi: SiteRoute = { path: '/_matrix', match: 'prefix', backend: routerBackends.public };
  const sites = [
    site(
      'matrix',
      [matrixApi, { path: '/_synapse/client', match: 'prefix', backend: routerBackends.public }, wellKnown],
      { bodyLimit: upload },
    ),
    site('element', [{ path: '/', match: 'prefix', backend: elementWebBackend }]),
    site('rtc', [
      ...publicPaths.map((path) => ({ path, match: 'exact' as const, backend: lkJwtBackend })),
      { path: '/', match: 'prefix', backend: livekitBackend },
    ]),
    site(
      'admin',
      [
        { path: '/', match: 'prefix', backend: adminUiBackend },
        // The admin UI logs in and shows media through the host that it comes from.
        matrixApi,
        { path: '/_synapse/admin', match: 'prefix', backend: routerBackends.admin },
      ],
      { bodyLimit: upload, allowed: network.adminNetworks },
    ),
  ];
  const served = sites.some(({ host }) => host === hosts.serverName);
  return served ? sites : [site('serverName', [wellKnown]), ...sites];
}
