import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerKinds } from '../../../generator/components/synapse/worker-catalogue.ts';
import { countWorkers, nameWorkers } from '../../../generator/components/synapse/worker-names.ts';
import { startDnsServer, type Zone } from './dns-server.ts';
import { makeEnvironment } from './environments.ts';
import { findProgram } from './find-program.ts';
import { requestPath, sendRaw } from './raw-request.ts';
import { checkRouterFiles, type Router, startRouter, waitUntil, writeRouterFiles } from './start-router.ts';
import { type Seen, slowSuffix, startStub } from './stub-synapse.ts';

const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']) ?? '';
const directory = mkdtempSync(join(tmpdir(), 'synapse-router-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe.skipIf(haproxy === '')('haproxy -c', () => {
  it.each([
    { federation: 'open' },
    { federation: 'closed' },
    { sync: 0 },
    { users: 20_000, sync: 10 },
  ] as const)('accepts %o without a warning', (variation) => {
    const files = join(directory, JSON.stringify(variation).replace(/\W/g, ''));
    writeRouterFiles(makeEnvironment(variation), files, { address: '127.0.0.1', dnsPort: 53 });
    expect(checkRouterFiles(haproxy, files)).toBe('');
  });
});

describe.skipIf(haproxy === '')('two running routers', () => {
  const environment = makeEnvironment({ sync: 5, supportEmail: 'matrix@example.org' });
  const main = '127.21.0.1';
  const zone: Zone = new Map([['synapse-main-0.synapse-main.matrix.svc.cluster.local', main]]);
  const syncKind = workerKinds.filter(({ name }) => name === 'sync');
  const stubs = new Map<string, Awaited<ReturnType<typeof startStub>>>();
  const routers: Router[] = [];
  let dns: Awaited<ReturnType<typeof startDnsServer>>;

  const router = (index = 0): Router => {
    const found = routers[index];
    if (found === undefined) throw new Error('The router has not started');
    return found;
  };

  beforeAll(async () => {
    stubs.set('main', await startStub('main', main));
    for (const [index, name] of syncKind.flatMap((kind) => nameWorkers(environment, kind)).entries()) {
      const address = `127.21.1.${index + 1}`;
      zone.set(`${name}.synapse-sync.matrix.svc.cluster.local`, address);
      stubs.set(name, await startStub(name, address));
    }
    dns = await startDnsServer(zone);
    for (const [index, address] of ['127.21.9.1', '127.21.9.2'].entries())
      routers.push(
        await startRouter(haproxy, environment, join(directory, `router-${index}`), {
          address,
          dnsPort: dns.port,
        }),
      );
    for (const each of routers) await waitUntil(async () => (await upServers(each)) === 3 + 5, each.log);
  });

  afterAll(async () => {
    for (const each of routers) await each.stop();
    for (const stub of stubs.values()) await stub.stop();
    dns?.stop();
  });

  async function upServers(each: Router): Promise<number> {
    const text = await (await fetch(`${each.url('status')}/metrics`)).text();
    return [...text.matchAll(/^haproxy_server_status\{.*state="UP"\} 1$/gm)].length;
  }

  async function ask(
    path: string,
    { token = '', method = 'GET', from = 0, headers = {} } = {},
  ): Promise<Seen> {
    const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${router(from).url('http')}${path}`, {
      method,
      headers: { ...authorization, ...headers },
    });
    return (await response.json()) as Seen;
  }

  const poolOf = ({ server }: Seen): string => (server.startsWith('synapse-sync-') ? 'sync' : server);
  const tokenOf = (user: string, device: string): string =>
    `syt_${Buffer.from(user).toString('base64').replaceAll('=', '')}_${device}_0aBcDe`;

  it.each([
    ['/_matrix/client/v3/sync?since=s1', 'sync'],
    ['/_matrix/client/r0/sync', 'sync'],
    ['/_matrix/client/unstable/org.matrix.simplified_msc3575/sync', 'sync'],
    ['/_matrix/client/v3/events?from=1', 'sync'],
    ['/_matrix/client/api/v1/events', 'sync'],
    ['/_matrix/client/r0/initialSync', 'sync'],
    ['/_matrix/client/v3/rooms/%21room%3Aexample.org/initialSync', 'sync'],
    ['/_matrix/client/v3/sync/more', 'main'],
    ['/_matrix/client/v3/syncs', 'main'],
    ['/_matrix/client/v3/rooms/!room:example.org/sync', 'main'],
    ['/_matrix/client/unstable/orgXmatrix.simplified_msc3575/sync', 'main'],
    ['/_matrix/client/versions', 'main'],
    ['/_matrix/media/v3/config', 'main'],
    ['/_matrix/federation/v1/openid/userinfo?access_token=x', 'main'],
    ['/_synapse/client/pick_idp', 'main'],
  ])('sends %s to %s', async (path, pool) => {
    expect(poolOf(await ask(path))).toBe(pool);
  });

  it('passes the path on as it came', async () => {
    const path = '/_matrix/client/v3/rooms/%21a%2Fb%3Aexample.org/state/m.x/%2F?dir=%20b';
    expect((await ask(path)).url).toBe(path);
  });

  it('keeps all devices of a user on one process, and both routers agree', async () => {
    const used = new Set<string>();
    for (let number = 0; number < 60; number++) {
      const user = `user${number}`;
      const first = await ask('/_matrix/client/v3/sync', { token: tokenOf(user, 'phone') });
      const second = await ask('/_matrix/client/v3/sync', { token: tokenOf(user, 'laptop'), from: 1 });
      const query = `access_token=${encodeURIComponent(tokenOf(user, 'tablet'))}`;
      const third = await ask(`/_matrix/client/v3/sync?${query}`, { from: 1 });
      expect([second.server, third.server]).toEqual([first.server, first.server]);
      used.add(first.server);
    }
    expect(used.size).toBe(5);
  });

  it('keeps a foreign token on one process, and divides such tokens among all', async () => {
    const servers = new Set<string>();
    for (let number = 0; number < 60; number++) {
      const token = `mat_${number}abcdefgh_${number}`;
      const [one, other] = [
        await ask('/_matrix/client/v3/sync', { token }),
        await ask('/_matrix/client/v3/sync', { token, from: 1 }),
      ];
      expect(other.server).toBe(one.server);
      servers.add(one.server);
    }
    expect(servers.size).toBe(5);
  });

  it('divides users evenly: no process has twice its share', async () => {
    const counts = new Map<string, number>();
    for (let number = 0; number < 500; number++) {
      const { server } = await ask('/_matrix/client/v3/sync', { token: tokenOf(`someone.${number}`, 'd') });
      counts.set(server, (counts.get(server) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(200);
  });

  it.each([
    ['/_synapse/admin/v1/server_version', 403],
    ['/_synapse/admin', 403],
    ['/_synapse/%61dmin/v1/server_version', 404],
    ['/_synapse//admin/v1/server_version', 404],
    ['//_synapse/admin/v1/server_version', 404],
    ['/_SYNAPSE/ADMIN/v1/server_version', 404],
    ['/_matrix/../_synapse/admin/v1/server_version', 403],
    ['/_matrix/%2e%2e/_synapse/admin/v1/server_version', 403],
    ['/_matrix/..%2f_synapse/admin/v1/server_version', 403],
    ['/_matrix/.%2E%2f_synapse%2fadmin', 403],
    ['/_matrix/%252e%252e/_synapse/admin', 403],
    ['/_synapse/client/./x', 403],
    ['/_synapse/metrics', 404],
    ['/_synapse/replication/send_event', 404],
    ['/_synapse/mas/update', 404],
    ['/health', 404],
    ['/metrics', 404],
    ['/', 404],
    ['/_matrix', 404],
    ['/.well-known/matrix/suppor', 404],
    ['http://matrix.example.org/_synapse/admin/v1/users', 403],
    ['/_matrix/federation/v1/version', 403],
    ['/_matrix/key/v2/server', 403],
  ])('answers %s with %d itself', async (path, status) => {
    const answer = await requestPath(router().url('http'), path);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(status === 403 ? '"errcode":"M_FORBIDDEN"' : '"errcode":"M_UNRECOGNIZED"');
    expect(answer).not.toContain('"server"');
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('refuses the admin API by %s too', async (method) => {
    const answer = await requestPath(router().url('http'), '/_synapse/admin/v1/users', method);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('serves the admin API, and nothing else, on the admin port', async () => {
    const admin = router().url('admin');
    expect(await requestPath(admin, '/_synapse/admin/v2/users')).toContain('"server":"main"');
    expect(await requestPath(admin, '/_synapse/admin/v2/users', 'OPTIONS')).toMatch(/^HTTP\/1\.1 204 /);
    expect(await requestPath(admin, '/_matrix/client/versions')).toMatch(/^HTTP\/1\.1 404 /);
    expect(await requestPath(admin, '/_synapse/admin/../../_matrix/x')).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('answers preflights with the headers of Synapse', async () => {
    const response = await fetch(`${router().url('http')}/_matrix/client/v3/sync`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
  });

  it('leaves the preflight of rendezvous, whose headers differ, to main', async () => {
    const seen = await ask('/_matrix/client/unstable/org.matrix.msc4108/rendezvous', { method: 'OPTIONS' });
    expect(seen.server).toBe('main');
  });

  it('serves discovery for the server name', async () => {
    const client = await fetch(`${router().url('http')}/.well-known/matrix/client`);
    expect(client.headers.get('access-control-allow-origin')).toBe('*');
    expect(client.headers.get('content-type')).toBe('application/json');
    expect(await client.json()).toEqual({
      'm.homeserver': { base_url: 'https://matrix.example.org' },
      'org.matrix.msc4143.rtc_foci': [{ type: 'livekit', livekit_service_url: 'https://rtc.example.org' }],
    });
    const server = await fetch(`${router().url('http')}/.well-known/matrix/server`);
    expect(await server.json()).toEqual({ 'm.server': 'matrix.example.org:443' });
    const support = await fetch(`${router().url('http')}/.well-known/matrix/support`);
    expect(await support.json()).toEqual({
      contacts: [
        { role: 'm.role.admin', email_address: 'matrix@example.org' },
        { role: 'm.role.security', email_address: 'matrix@example.org' },
      ],
    });
    const post = await fetch(`${router().url('http')}/.well-known/matrix/client`, { method: 'POST' });
    expect(post.status).toBe(404);
  });

  it('believes the edge alone about the client address', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.66, 198.51.100.7', 'x-forwarded-proto': 'http' };
    const seen = await ask('/_matrix/client/versions', { headers });
    expect(seen.headers['x-forwarded-for']).toBe('198.51.100.7');
    expect(seen.headers['x-forwarded-proto']).toBe('https');
    const direct = await ask('/_matrix/client/versions', { headers: { 'x-forwarded-for': 'nonsense' } });
    expect(direct.headers['x-forwarded-for']).toBe('127.0.0.1');
  });

  it('refuses a header larger than its buffer', async () => {
    const text = `GET /_matrix/client/versions HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(40_000)}\r\n\r\n`;
    expect(await sendRaw(router().url('http'), text)).toMatch(/^HTTP\/1\.[01] 4(00|31) /);
  });

  it('keeps access tokens out of its log', async () => {
    await ask('/_matrix/client/v3/sync?access_token=syt_c2VjcmV0_visible_0');
    await waitUntil(async () => router().log().includes('/_matrix/client/v3/sync'), router().log);
    expect(router().log()).not.toContain('syt_');
  });

  it('finds a worker that appears later, without a restart', async () => {
    const name = 'synapse-sync-5';
    expect(syncKind.map((kind) => countWorkers(environment, kind))).toEqual([5]);
    stubs.set(name, await startStub(name, '127.21.1.6'));
    zone.set(`${name}.synapse-sync.matrix.svc.cluster.local`, '127.21.1.6');
    await waitUntil(async () => (await upServers(router())) === 3 + 6, router().log);
    const servers = new Set<string>();
    for (let number = 0; number < 100; number++)
      servers.add((await ask('/_matrix/client/v3/sync', { token: tokenOf(`late${number}`, 'd') })).server);
    expect(servers).toContain(name);
  });

  it('hands only the users of a lost worker to others', async () => {
    const users = Array.from({ length: 60 }, (_, number) => tokenOf(`kept${number}`, 'd'));
    const where = async () =>
      Promise.all(users.map(async (token) => (await ask('/_matrix/client/v3/sync', { token })).server));
    const before = await where();
    await stubs.get('synapse-sync-2')?.stop();
    stubs.delete('synapse-sync-2');
    const during = await where();
    await waitUntil(async () => (await upServers(router())) === 3 + 5, router().log);
    const after = await where();
    for (const [index, server] of before.entries()) {
      expect(during[index]).not.toBe('synapse-sync-2');
      if (server === 'synapse-sync-2') expect(after[index]).toMatch(/^synapse-sync-/);
      else expect(after[index]).toBe(server);
    }
  });

  it('lets main answer while all sync workers are down', async () => {
    for (const [name, stub] of stubs) {
      if (name === 'main') continue;
      await stub.stop();
      stubs.delete(name);
    }
    await waitUntil(async () => (await ask('/_matrix/client/v3/sync')).server === 'main', router().log);
  });

  it('says 429, not 503, when nothing is left, and is no longer ready', async () => {
    await stubs.get('main')?.stop();
    stubs.delete('main');
    await waitUntil(async () => (await upServers(router())) === 0, router().log);
    const response = await fetch(`${router().url('http')}/_matrix/client/versions`);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toMatchObject({ errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 5000 });
    expect((await fetch(`${router().url('status')}/ready`)).status).toBe(503);
    expect((await fetch(`${router().url('status')}/alive`)).status).toBe(200);
  });

  it('lets a running request end after SIGUSR1, the stop signal of its image', async () => {
    stubs.set('main', await startStub('main', main));
    await waitUntil(async () => (await ask('/_matrix/client/versions')).server === 'main', router().log);
    const text = `GET /_matrix/client/v3/x${slowSuffix} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const pending = sendRaw(router().url('http'), text);
    await new Promise((resolve) => setTimeout(resolve, 200));
    router().process.kill('SIGUSR1');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(fetch(`${router().url('http')}/_matrix/client/versions`)).rejects.toThrow();
    expect(await pending).toContain('"server":"main"');
  });
});
