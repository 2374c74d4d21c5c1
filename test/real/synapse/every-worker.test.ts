import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buckets } from '../../../generator/components/data/object-store/names.ts';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';
import { mediaAdminRoutes } from '../../../generator/components/synapse/router/routes/media-routes.ts';
import { type Route, workerRoutes } from '../../../generator/components/synapse/router/routing-table.ts';
import { workerKindNames } from '../../../generator/environment/schema/worker-kinds.ts';
import { expectSynapseSeries } from '../observability/count-series.ts';
import { registerUser } from './real-platform.ts';
import { askAll, isKnown, requestsOf } from './serving-requests.ts';
import { canStartEveryWorker, type EveryWorker, startEveryWorker } from './start-every-worker.ts';
import { waitUntil } from './start-router.ts';
import type { SynapsePlatform } from './start-synapse-platform.ts';

const root = mkdtempSync(join(tmpdir(), 'synapse-every-worker-'));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/**
 * Paths of the table that no process of the pinned Synapse has, the worker as little as main: prefixes that only some endpoints of their row
 * have, and threads, which are followed only where the experimental feature is on.
 */
const nobodyServes: readonly string[] = [
  '/_matrix/client/api/v1/delete_devices',
  '/_matrix/client/api/v1/devices',
  '/_matrix/client/api/v1/devices/x',
  '/_matrix/client/api/v1/keys/device_signing/upload',
  '/_matrix/client/api/v1/keys/signatures/upload',
  '/_matrix/client/api/v1/keys/upload',
  '/_matrix/client/api/v1/knock/x',
  '/_matrix/client/api/v1/profile/x/x',
  '/_matrix/client/api/v1/rooms/x/aliases',
  '/_matrix/client/r0/keys/device_signing/upload',
  '/_matrix/client/r0/profile/x/x',
  '/_matrix/client/r0/user/x/account_data',
  '/_matrix/client/r0/user/x/rooms/x/account_data',
  '/_matrix/client/unstable/io.element.msc4306/rooms/x/thread/x/subscription',
  '/_matrix/client/unstable/io.element.msc4308/thread_subscriptions',
  '/_matrix/client/unstable/profile/x/x',
  '/_matrix/client/unstable/user/x/account_data',
  '/_matrix/client/unstable/user/x/rooms/x/account_data',
  '/_matrix/client/v3/user/x/account_data',
  '/_matrix/client/v3/user/x/rooms/x/account_data',
];

describe.skipIf(!canStartEveryWorker)('one process of every kind', () => {
  let everything: EveryWorker;
  let platform: SynapsePlatform;

  beforeAll(async () => {
    everything = await startEveryWorker({ root, net: 25, databasePort: 25_434, redisPort: 26_381 });
    platform = everything.platform;
  }, 300_000);

  afterAll(() => everything?.stop(), 90_000);

  /** Pools that the router says it gave requests for a path to, in their order. */
  const poolsAsked = (method: string, path: string, frontend: string) =>
    platform.router
      .log()
      .split('\n')
      .map((line) => line.split(' '))
      .filter((words) => words[1] === frontend && words[3] === method && words[4] === path)
      .map((words) => words[2]?.split('/')[0]);

  /** Asks the router, and waits until its log says which pool answered. */
  const askRouter = async (
    port: 'http' | 'admin',
    method: string,
    path: string,
    request: RequestInit = {},
  ) => {
    const logged = [method, path.replace(/\?.*/, ''), port === 'http' ? 'public' : 'admin'] as const;
    const before = poolsAsked(...logged).length;
    const response = await fetch(`${platform.router.url(port)}${path}`, { ...request, method });
    const text = await response.text();
    await waitUntil(async () => poolsAsked(...logged).length > before);
    return { status: response.status, text, pool: poolsAsked(...logged).at(-1) };
  };

  it('is healthy, all at once', async () => {
    expect(platform.pods.length).toBe(workerKindNames.length + 2);
    for (const pod of platform.pods) expect([pod, await platform.health(pod)]).toEqual([pod, true]);
  });

  it('carries a day of two people', async () => {
    const { router, registration } = platform;
    const password = 'correct horse battery staple';
    await registerUser(router.url('admin'), registration, 'alice', password);
    const bob = await registerUser(router.url('admin'), registration, 'bob');
    let token = '';
    let device = '';
    /** Asks as `who`; the pool must be the one that is named, and the answer 200. */
    const ask = async (pool: string, method: string, path: string, body?: object | string, who = token) => {
      const {
        status,
        text,
        pool: answered,
      } = await askRouter('http', method, path, {
        headers: {
          ...(who !== '' && { authorization: `Bearer ${who}` }),
          'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      expect([method, path, answered, status, status === 200 ? '' : text]).toEqual([
        ...[method, path, pool, 200, ''],
      ]);
      return text;
    };
    const client = '/_matrix/client/v3';
    const login = JSON.parse(
      await ask('client-reader', 'POST', `${client}/login`, {
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: 'alice' },
        password,
      }),
    ) as { access_token: string; device_id: string; user_id: string };
    token = login.access_token;
    device = login.device_id;
    const alice = encodeURIComponent(login.user_id);
    const bobId = login.user_id.replace('alice', 'bob');
    await ask('client-reader', 'GET', `${client}/account/whoami`);
    await ask('client-reader', 'GET', `${client}/voip/turnServer`);
    await ask('push-rules', 'GET', `${client}/pushrules/`);
    await ask('push-rules', 'PUT', `${client}/pushrules/global/content/word`, {
      pattern: 'word',
      actions: ['notify'],
    });
    await ask('account-data', 'PUT', `${client}/user/${alice}/account_data/org.example`, { is: 'kept' });
    await ask('event-creator', 'PUT', `${client}/profile/${alice}/displayname`, { displayname: 'Alice' });
    await ask('device-lists', 'POST', `${client}/keys/upload`, {});
    await ask('device-lists', 'GET', `${client}/devices`);
    await ask('presence', 'PUT', `${client}/presence/${alice}/status`, { presence: 'online' });

    const created = await ask('event-creator', 'POST', `${client}/createRoom`, { preset: 'public_chat' });
    const roomId = (JSON.parse(created) as { room_id: string }).room_id;
    const room = `${client}/rooms/${encodeURIComponent(roomId)}`;
    await ask('event-creator', 'POST', `${room}/join`, {}, bob);
    const first = JSON.parse(
      await ask('initial-sync', 'GET', `${client}/sync?timeout=0`, undefined, bob),
    ) as {
      next_batch: string;
    };
    const sent = await ask('event-creator', 'PUT', `${room}/send/m.room.message/1`, {
      msgtype: 'm.text',
      body: 'a message',
    });
    const event = encodeURIComponent((JSON.parse(sent) as { event_id: string }).event_id);
    await ask('typing', 'PUT', `${room}/typing/${alice}`, { typing: true, timeout: 30_000 });
    await ask('receipts', 'POST', `${room}/receipt/m.read/${event}`, {}, token);
    await ask('to-device', 'PUT', `${client}/sendToDevice/org.example.hello/1`, {
      messages: { [bobId]: { '*': { text: 'between devices' } } },
    });
    const news = `${client}/sync?timeout=1000&since=${first.next_batch}`;
    const wanted = ['a message', 'm.typing', 'm.read', 'between devices'];
    await waitUntil(async () => {
      const text = await ask('sync', 'GET', news, undefined, bob);
      return wanted.every((word) => text.includes(word));
    });
    const sliding = '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0';
    const lists = { all: { ranges: [[0, 9]], required_state: [], timeline_limit: 5 } };
    expect(await ask('sliding-sync', 'POST', sliding, { lists }, bob)).toContain('a message');
    expect(await ask('room-history', 'GET', `${room}/messages?dir=b`)).toContain('a message');
    expect(await ask('client-reader', 'GET', `${room}/members`)).toContain('bob');
    expect(await ask('client-reader', 'GET', `${room}/state`)).toContain('m.room.create');
    expect(
      await ask('client-reader', 'POST', `${client}/keys/query`, { device_keys: { [bobId]: [] } }),
    ).toContain('device_keys');
    await ask('client-reader', 'GET', `${client}/joined_rooms`);
    await waitUntil(async () =>
      (
        await ask('user-directory', 'POST', `${client}/user_directory/search`, { search_term: 'bob' })
      ).includes(bobId),
    );

    const media = await ask('media-repository', 'POST', '/_matrix/media/v3/upload?filename=a.txt', 'a file');
    const uri = (JSON.parse(media) as { content_uri: string }).content_uri.replace('mxc://', '');
    expect(await ask('media-repository', 'GET', `/_matrix/client/v1/media/download/${uri}`)).toBe('a file');
    expect(
      [...everything.store.objects.keys()].filter((key) =>
        key.startsWith(`/${buckets.synapse}/local_content/`),
      ),
    ).toHaveLength(1);
    expect(await ask('main', 'POST', `${client}/logout`, {})).toBe('{}');
    expect(device).not.toBe('');
  }, 120_000);

  it('logs no error in any process', () => {
    for (const pod of platform.pods) {
      const errors = platform
        .log(pod)
        .split('\n')
        .filter((line) => /"level":"(ERROR|CRITICAL)"/.test(line));
      expect([pod, errors]).toEqual([pod, []]);
    }
  });

  it('serves what the router sends it: every path and method of the table that main would serve', async () => {
    const main = `http://${platform.addresses.get('synapse-main-0')}:${synapsePorts.http}`;
    const poolOf = ({ target }: Route) => (typeof target === 'string' ? target : target[0]);
    const requests = [
      ...workerRoutes.map((row) => ({ row, port: 'http' as const })),
      ...mediaAdminRoutes.map((row) => ({ row, port: 'admin' as const })),
    ].flatMap(({ row, port }) =>
      requestsOf(row).map((request) => ({ ...request, port, wanted: poolOf(row) })),
    );
    const answers = await askAll(requests, async ({ row, method, path, query, port, wanted }) => {
      const { status, text, pool } = await askRouter(port, method, `${path}${query}`);
      const direct = await fetch(`${main}${path}${query}`, { method });
      const onMain = isKnown(direct.status, await direct.text());
      return { row, method, path, wanted, pool, status, known: isKnown(status, text), onMain };
    });
    expect(answers.length).toBeGreaterThan(1_000);
    expect(answers.filter(({ pool, wanted }) => pool !== wanted)).toEqual([]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(answers.filter(({ known, onMain }) => onMain && !known)).toEqual([]);
    const served = new Set(answers.filter(({ known }) => known).map(({ path }) => path));
    const never = new Set(answers.filter(({ path }) => !served.has(path)).map(({ path }) => path));
    expect([...never].sort()).toEqual(nobodyServes);
  }, 120_000);

  it('has the series that the plan counts, each of them', async () => {
    await expectSynapseSeries(platform);
  });
});
