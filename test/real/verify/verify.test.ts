import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { turnUris } from '../../../generator/components/rtc/coturn/names.ts';
import { items } from '../../../generator/verify/items.ts';
import { openSession, type SessionOptions } from '../../../generator/verify/open-session.ts';
import type { Outcome } from '../../../generator/verify/outcome.ts';
import { runItems } from '../../../generator/verify/run-items.ts';
import { makeTurnUser } from '../rtc/make-turn-user.ts';
import { registerUser } from '../synapse/real-platform.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { resolveHosts, startCli } from './start-cli.ts';
import { isPossible, type LivePlatform, startLivePlatform } from './start-live-platform.ts';

describe.skipIf(!isPossible)('verify on a real platform', () => {
  let live: LivePlatform;
  const hosts = () => live.platform.environment.hosts;

  beforeAll(async () => {
    live = await startLivePlatform();
  }, 300_000);
  afterAll(() => live?.stop());
  afterEach(() => {
    live.edge.faults = { inside: true };
    live.authoriser.faults = {};
  });

  /** What the real verify says of some items, by id. */
  async function verify(
    ids: readonly string[] | undefined,
    change: Partial<SessionOptions> = {},
  ): Promise<Record<string, Outcome>> {
    const session = openSession({
      platform: live.platform,
      cluster: {
        get: async () => ({ ok: false, why: 'no cluster' }),
        forward: async () => ({ ok: false, why: 'no cluster' }),
      },
      credentials: { kind: 'shared-secret', secret: live.synapse.registration },
      ca: [readFileSync(live.authority.file, 'utf8')],
      resolve: new Map(resolveHosts(live)),
      place: 'inside',
      patience: 8_000,
      repeated: false,
      signal: new AbortController().signal,
      ...change,
    });
    const chosen = items.filter(({ id }) => ids?.includes(id) ?? true);
    const results = await runItems(chosen, session.context, {
      signal: new AbortController().signal,
      progress: () => undefined,
    }).finally(async () => expect(await session.close()).toEqual([]));
    return Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));
  }

  const verifyOne = async (id: string, change?: Partial<SessionOptions>) => (await verify([id], change))[id];
  const failsWith = (what: string, remedy = '') => ({
    result: 'fail',
    what: expect.stringContaining(what),
    remedy: expect.stringContaining(remedy),
  });

  /** Test users that are still there, asked as an administrator. */
  async function usersLeft(): Promise<string[]> {
    const admin = live.synapse.router.url('admin');
    const register = `${admin}/_synapse/admin/v1/register`;
    const { nonce } = (await (await fetch(register)).json()) as { nonce: string };
    const username = `admin-${randomBytes(4).toString('hex')}`;
    const mac = createHmac('sha1', live.synapse.registration)
      .update([nonce, username, 'password', 'admin'].join('\0'))
      .digest('hex');
    const body = JSON.stringify({ nonce, username, password: 'password', mac, admin: true });
    const { access_token: token } = (await (await fetch(register, { method: 'POST', body })).json()) as {
      access_token: string;
    };
    const list = await fetch(`${admin}/_synapse/admin/v2/users?deactivated=true&limit=1000`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { users } = (await list.json()) as {
      users: { name: string; deactivated: boolean | number; erased: boolean }[];
    };
    const ours = users.filter(({ name }) => name.startsWith('@verify-'));
    expect(ours.length).toBeGreaterThan(0);
    return ours.filter(({ deactivated, erased }) => !deactivated || !erased).map(({ name }) => name);
  }

  it('passes everything that needs no cluster, and erases its users', async () => {
    live.edge.faults = { inside: true };
    const outcomes = await verify(undefined);
    const wrong = Object.entries(outcomes).filter(([, { result }]) => result === 'fail');
    expect(wrong).toEqual([]);
    const open = Object.keys(outcomes).filter((id) => outcomes[id]?.result === 'cannot-check');
    const needCluster = items
      .filter(({ family }) => ['cluster', 'observability'].includes(family))
      .map(({ id }) => id);
    expect(open).toEqual(needCluster);
    expect(await usersLeft()).toEqual([]);
  });

  it('finds the admin host closed from outside', async () => {
    live.edge.faults = {};
    expect(await verifyOne('admin-host', { place: 'outside' })).toMatchObject({
      result: 'pass',
      found: expect.stringContaining('also with X-Forwarded-For'),
    });
  });

  it.each([
    ['edge-https', 'the CA is not trusted', { ca: [] }, 'trust the CA'],
    [
      'edge-https',
      'nothing listens',
      { resolve: new Map([['example.org', '127.77.9.9']]) },
      'nothing listens there',
    ],
    ['edge-https', 'there is no name', { resolve: new Map() }, '--resolve'],
    ['turn', 'there is no relay', { resolve: new Map([['turn.example.org', '127.77.9.9']]) }, 'WebRTC nodes'],
    ['turn', 'the CA is not trusted', { ca: [] }, 'WebRTC nodes'],
  ] as const)('%s fails when %s', async (id, _, change, remedy) => {
    expect(await verifyOne(id, change)).toMatchObject(failsWith('', remedy));
  });

  const wellKnown = JSON.stringify({ 'm.homeserver': { base_url: 'https://other.example' } });
  it.each([
    ['http-redirect', 'HTTP is served', { plain: true }, 'instead of a redirect'],
    [
      'edge-https',
      'a backend is gone',
      { instead: (host: string) => (host.startsWith('rtc') ? 503 : undefined) },
      'answers 503',
    ],
    [
      'discovery',
      'the document is another',
      { instead: (_: string, path: string) => (path.endsWith('/client') ? wellKnown : undefined) },
      'other.example',
    ],
    [
      'discovery',
      'nobody serves it',
      { instead: (host: string) => (host === 'example.org' ? 404 : undefined) },
      'answers 404',
    ],
    [
      'web-client',
      'it is another page',
      { instead: (_: string, path: string) => (path === '/config.json' ? '{}' : undefined) },
      'does not name this',
    ],
    ['client-api', 'the router is gone', { instead: () => 502 }, 'answers 502'],
    ['media', 'uploads are limited', { inside: true, bodyLimit: 2 ** 20 }, 'refused as too large'],
    [
      'media',
      'the store loses files',
      {
        inside: true,
        instead: (_: string, path: string) => (path.includes('/media/download/') ? 'x' : undefined),
      },
      'others came back',
    ],
    [
      'livekit',
      'LiveKit is gone',
      { instead: (host: string) => (host.startsWith('rtc') ? 502 : undefined) },
      'answers 502',
    ],
    [
      'livekit',
      'the authoriser has no route',
      { instead: (_: string, path: string) => (path === '/get_token' ? 404 : undefined) },
      '/get_token',
    ],
  ] as const)('%s fails when %s', async (id, _, faults, says) => {
    live.edge.faults = faults;
    expect(await verifyOne(id)).toMatchObject(failsWith(says));
  });

  it('private-paths fails when the public host leads to the admin port', async () => {
    live.edge.faults = {
      route: (host, path) =>
        host === hosts().matrix && path.startsWith('/_synapse')
          ? live.synapse.router.url('admin')
          : undefined,
    };
    expect(await verifyOne('private-paths')).toMatchObject(failsWith('everybody can ask it'));
  });

  it('private-paths passes even when the edge lets everything through: the router refuses, too', async () => {
    live.edge.faults = {
      route: (host) => (host === hosts().matrix ? live.synapse.router.url('http') : undefined),
    };
    expect(await verifyOne('private-paths')).toMatchObject({ result: 'pass' });
  });

  it.each([
    ['everybody is let in', { openAdmin: true }, 'from outside'],
    ['a header is believed', { trusting: true }, 'X-Forwarded-For: 198.51.100.0'],
  ] as const)('admin-host fails when %s', async (_, faults, says) => {
    live.edge.faults = faults;
    expect(await verifyOne('admin-host', { place: 'outside' })).toMatchObject(failsWith(says));
  });

  it('admin-host cannot be judged from an address that may be behind NAT', async () => {
    live.edge.faults = { openAdmin: true };
    expect(await verifyOne('admin-host', { place: 'unknown' })).toMatchObject({ result: 'cannot-check' });
  });

  it('federation fails when it is closed and the environment says open', async () => {
    const { platform } = live;
    const { environment } = platform;
    const open = { ...environment, network: { ...environment.network, federation: 'open' as const } };
    expect(await verifyOne('federation', { platform: { ...platform, environment: open } })).toMatchObject(
      failsWith('answers 403'),
    );
  });

  it('federation fails when requests pass the router by', async () => {
    const main = `http://${live.synapse.addresses.get('synapse-main-0')}:8008`;
    live.edge.faults = { route: (_, path) => (path.startsWith('/_matrix/federation') ? main : undefined) };
    expect(await verifyOne('federation')).toMatchObject(failsWith('federation is closed, but'));
  });

  it('turn-allocation fails with another secret, and with credentials whose time is up', async () => {
    live.edge.faults = { inside: true };
    const { username, password } = makeTurnUser(live.turnSecret, '@verify', -10);
    const uris = turnUris(live.platform.environment);
    const expired = JSON.stringify({ username, password, uris, ttl: 1 });
    live.edge.faults = {
      inside: true,
      instead: (_, path) => (path.endsWith('/voip/turnServer') ? expired : undefined),
    };
    expect(await verifyOne('turn-allocation')).toMatchObject(failsWith('error 401', 'same shared secret'));
    live.edge.faults = { inside: true };
    await live.restartCoturn('another0123456789');
    expect(await verifyOne('turn-allocation')).toMatchObject(failsWith('error 401', 'same shared secret'));
    await live.restartCoturn(live.turnSecret);
    expect(await verifyOne('turn-allocation')).toMatchObject({ result: 'pass' });
  });

  it.each([
    ['has another key than LiveKit', { secret: 'x'.repeat(40) }, 'answers 401', 'same API key'],
    ['opens no room', { lazy: true }, 'answers 404', 'was not created'],
  ] as const)('livekit-call fails when the authoriser %s', async (_, faults, says, remedy) => {
    live.edge.faults = { inside: true };
    live.authoriser.faults = faults;
    expect(await verifyOne('livekit-call')).toMatchObject(failsWith(says, remedy));
  });

  it('livekit-call fails when WebSockets do not get through', async () => {
    live.edge.faults = { inside: true, instead: (_, path) => (path === '/rtc' ? 403 : undefined) };
    expect(await verifyOne('livekit-call')).toMatchObject(
      failsWith('answers 403 instead of opening a WebSocket'),
    );
  });

  it('uses the token of an existing user, who stays', async () => {
    const token = await registerUser(live.synapse.router.url('admin'), live.synapse.registration, 'resident');
    const ids = ['login', 'messages', 'media', 'turn-allocation', 'livekit-call'];
    const outcomes = await verify(ids, { credentials: { kind: 'token', token } });
    expect(Object.values(outcomes).map(({ result }) => result)).toEqual(ids.map(() => 'pass'));
    const who = await fetch(`${live.synapse.router.url('http')}/_matrix/client/v3/account/whoami`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(who.status).toBe(200);
  });

  it.each([
    [
      'a wrong shared secret',
      { kind: 'shared-secret', secret: 'wrong' },
      true,
      'wants the shared secret of this server',
    ],
    ['a machine outside', { kind: 'shared-secret', secret: 'any' }, false, 'lets in 198.51.100.0/24 only'],
    ['no credentials', { kind: 'none' }, true, 'no credentials'],
    ['a token that nobody has', { kind: 'token', token: 'syt_none' }, true, 'not a valid access token'],
  ] as const)('%s: cannot be checked, with the reason', async (_, credentials, inside, reason) => {
    live.edge.faults = { inside };
    expect(await verifyOne('messages', { credentials })).toMatchObject({
      result: 'cannot-check',
      reason: expect.stringContaining(reason),
    });
  });

  const verifyCli = (...more: string[]) => startCli(live, ['verify', ...more]);

  it('the command line passes, writes reports, and shows no secret', async () => {
    live.edge.faults = { inside: true };
    const report = join(live.root, 'verify.json');
    const junit = join(live.root, 'verify.xml');
    const run = verifyCli('--report', `json=${report}`, '--report', `junit=${junit}`);
    expect(await run.ended, run.err()).toBe(0);
    expect(run.out()).toMatch(/^PASSED: live: 15 pass, 10 cannot be checked\n/);
    const { verdict, left } = JSON.parse(readFileSync(report, 'utf8')) as { verdict: string; left: string[] };
    expect({ verdict, left }).toEqual({ verdict: 'passed', left: [] });
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('tests="25" failures="0" errors="0" skipped="10"');
    expect(run.out() + run.err() + readFileSync(report, 'utf8') + xml).not.toContain(
      live.synapse.registration,
    );
    expect(await usersLeft()).toEqual([]);
  });

  it('erases its users after Ctrl-C', async () => {
    // Stopped when the users are there.
    let reached = false;
    live.edge.faults = {
      inside: true,
      instead: (_, path) => {
        reached ||= path.endsWith('/createRoom');
        return undefined;
      },
    };
    const run = verifyCli();
    await waitUntil(async () => reached, run.err);
    run.child.kill('SIGINT');
    expect(await run.ended).not.toBe(0);
    expect(run.err()).toContain('erasing the test users');
    expect(run.out()).toContain('interrupted');
    expect(await usersLeft()).toEqual([]);
  });

  it('names what it cannot remove', async () => {
    live.edge.faults = {
      inside: true,
      instead: (_, path) => (path.endsWith('/account/deactivate') ? 500 : undefined),
    };
    const run = verifyCli('--only', 'login');
    expect(await run.ended).toBe(0);
    expect(run.out()).toMatch(/left behind:\n {2}@verify-[0-9a-f]+:example\.org could not be erased/);
  });

  it('fails when Synapse is gone', async () => {
    live.edge.faults = { inside: true };
    await live.loseSynapse();
    const outcomes = await verify(['client-api', 'login', 'discovery']);
    expect(outcomes['client-api']).toMatchObject({ result: 'fail' });
    expect(outcomes['login']?.result).not.toBe('pass');
  });
});
