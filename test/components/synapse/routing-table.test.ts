import { describe, expect, it } from 'vitest';
import { poolDefinitions } from '../../../generator/components/synapse/router/pool-table.ts';
import { makePools, routedKinds } from '../../../generator/components/synapse/router/pools.ts';
import { makeRouteMap } from '../../../generator/components/synapse/router/route-map.ts';
import {
  adminRoutes,
  makePublicRoutes,
  type Route,
  routePattern,
  workerRoutes,
} from '../../../generator/components/synapse/router/routing-table.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { anything, expandPattern } from './expand-pattern.ts';
import { closed, makeEnvironment, none, withWorkers } from './render.ts';

/** Name of the row that decides, as `map_reg` would choose it. */
function decide(routes: readonly Route[], method: string, path: string): string | undefined {
  return routes.find((route) => new RegExp(routePattern(route)).test(method + path))?.name;
}

describe('the routing table', () => {
  it.each([
    ['GET', '/_matrix/client/v3/sync', 'sync'],
    ['POST', '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync', 'sliding sync'],
    ['GET', '/_matrix/client/v3/rooms/!a:b/initialSync', 'initial sync'],
    ['GET', '/_matrix/client/v3/rooms/!a:b/x/initialSync', 'Matrix API'],
    ['OPTIONS', '/_matrix/client/v3/sync', 'preflight'],
    ['OPTIONS', '/_synapse/client/rendezvous/x', 'rendezvous preflight'],
    ['GET', '/_matrix/client/v3/sync/', 'Matrix API'],
    ['GET', '/_matrix/federation/v1/version', 'federation questions'],
    ['GET', '/.well-known/matrix/server', 'server discovery'],
    ['PUT', '/.well-known/matrix/server', undefined],
    ['GET', '/_synapse/admin/v1/users', 'admin API'],
    ['GET', '/_synapse/adminx', undefined],
    ['GET', '/_synapse/metrics', undefined],
    ['GET', '/x/_matrix/client/versions', undefined],
  ])('gives %s %s to "%s"', (method, path, row) => {
    expect(decide(makePublicRoutes(makeEnvironment()), method, path)).toBe(row);
  });

  it('has a row for the support contact where there is one', () => {
    const environment = makeEnvironment({ synapse: { supportEmail: 'matrix@example.org' } });
    const path = '/.well-known/matrix/support';
    expect(decide(makePublicRoutes(environment), 'GET', path)).toBe('support contact');
    expect(decide(makePublicRoutes(makeEnvironment()), 'GET', path)).toBeUndefined();
  });

  it('refuses federation where it is closed, except identity checks', () => {
    const routes = makePublicRoutes(closed());
    expect(decide(routes, 'PUT', '/_matrix/federation/v1/send/1')).toBe('federation');
    expect(decide(routes, 'GET', '/_matrix/key/v2/server')).toBe('federation');
    expect(decide(routes, 'GET', '/_matrix/federation/v1/openid/userinfo')).toBe('OpenID user info');
  });

  it('never lets the admin API through the public port, nor anything else through the admin port', () => {
    const admin = adminRoutes.filter(({ target }) => target === 'main');
    expect(admin.every(({ path }) => path.startsWith('/_synapse/admin/'))).toBe(true);
    for (const route of makePublicRoutes(makeEnvironment()).filter(({ target }) => target === 'main'))
      expect(new RegExp(routePattern(route)).test('GET/_synapse/admin/v1/users')).toBe(false);
  });

  it('has no request that two rows for workers claim, so their order means nothing', () => {
    for (const row of workerRoutes)
      for (const way of expandPattern(`(${row.path})$`))
        for (const method of row.methods ?? ['GET', 'POST']) {
          const request = method + way.replaceAll(anything, 'x');
          const claims = workerRoutes.filter((route) => new RegExp(routePattern(route)).test(request));
          expect([request, claims.map(({ name }) => name)]).toEqual([request, [row.name]]);
        }
  });

  it('has no two rows of one name and no row without a reason', () => {
    const routes = makePublicRoutes(closed());
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
    for (const { why } of routes) expect(why.length).toBeGreaterThan(10);
  });

  it('writes maps whose keys have no blank, which would end them', () => {
    for (const line of serializeConfigFile(makeRouteMap(closed(), makePublicRoutes(closed())))
      .trim()
      .split('\n')) {
      if (line.startsWith('#')) continue;
      expect(line).toMatch(/^\^\S+\$ \S+$/);
    }
  });
});

describe('pools', () => {
  it('number servers in steps of four, so that a few more workers change nothing', () => {
    const servers = (sync: number) =>
      makePools(withWorkers({ sync })).find(({ name }) => name === 'sync')?.servers.length;
    expect([1, 4, 5, 10, 12].map(servers)).toEqual([4, 4, 8, 12, 12]);
  });

  it('hand sync to main where there are no sync workers', () => {
    const environment = withWorkers({ ...none, sync: 0 });
    expect(makePools(environment).map(({ name }) => name)).toEqual(['main', 'main-instead', 'sync-on-main']);
    const map = serializeConfigFile(makeRouteMap(environment, makePublicRoutes(environment)));
    expect(map).toMatch(/sync\)\$ sync-on-main\n/);
    expect(map).not.toMatch(/ sync\n/);
  });

  it('stand in for each other only where they exist, and never in a circle', () => {
    for (const environment of [makeEnvironment(), withWorkers({ sync: 0 }), withWorkers(none), closed()]) {
      const pools = makePools(environment);
      for (const pool of pools) {
        const chain = [pool];
        for (let next = pool.standIn; next !== undefined; ) {
          const found = pools.find(({ name }) => name === next);
          expect(found, `${pool.name} -> ${next}`).toBeDefined();
          expect(chain).not.toContain(found);
          if (found !== undefined) chain.push(found);
          next = found?.standIn;
        }
        expect(chain.length).toBeLessThanOrEqual(3);
      }
    }
  });

  it('reach every kind of worker that answers requests', () => {
    for (const { name } of routedKinds) expect(poolDefinitions.map(({ kind }) => kind)).toContain(name);
    for (const { kind } of poolDefinitions) expect(routedKinds.map(({ name }) => name)).toContain(kind);
  });
});
