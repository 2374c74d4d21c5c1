import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PoolName, poolDefinitions } from '../../../generator/components/synapse/router/pool-table.ts';
import { mediaAdminRoutes } from '../../../generator/components/synapse/router/routes/media-routes.ts';
import { type Route, workerRoutes } from '../../../generator/components/synapse/router/routing-table.ts';
import { workerKinds } from '../../../generator/components/synapse/worker-catalogue.ts';
import {
  type WorkerKindName,
  whySingle,
  workerKindNames,
} from '../../../generator/environment/schema/worker-kinds.ts';
import { anything, expandPattern } from '../../components/synapse/expand-pattern.ts';
import { makeEnvironment } from './environments.ts';
import { findProgram } from './find-program.ts';
import { type StubPlatform, startPlatform } from './start-platform.ts';

const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']) ?? '';
const directory = mkdtempSync(join(tmpdir(), 'synapse-pools-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** As many of each kind as a balance key needs to be seen at work. */
const everyKind = Object.fromEntries(
  workerKindNames.map((kind) => [kind, whySingle(kind) === undefined ? 3 : 1]),
) as Record<WorkerKindName, number>;

/** Every request of a row: each way through its pattern, by each of its methods. */
function requestsOf({ path, methods }: Route): { method: string; path: string }[] {
  return expandPattern(`(${path})$`).flatMap((way) =>
    (methods ?? ['GET', 'POST']).map((method) => ({ method, path: way.replaceAll(anything, 'x/y') })),
  );
}

/** Beginning of the pod names of a pool. */
function workersOf(pool: string): string {
  const kind = poolDefinitions.find(({ name }) => name === pool)?.kind;
  const found = workerKinds.find(({ name }) => name === kind);
  if (found === undefined) throw new Error(`${pool} is no pool`);
  return found.kubernetesName;
}

const firstPool = ({ target }: Route): PoolName => {
  const [first] = typeof target === 'string' ? [] : target;
  if (first === undefined) throw new Error('The row has no pool');
  return first;
};

describe.skipIf(haproxy === '')('routers with every kind of worker', () => {
  let platform: StubPlatform;
  beforeAll(async () => {
    const environment = makeEnvironment({ federation: 'open', workers: everyKind, ...everyKind });
    platform = await startPlatform(haproxy, environment, directory, 23);
  }, 60_000);
  afterAll(async () => platform?.stop());

  const serverOf = async (path: string, request?: Parameters<StubPlatform['ask']>[1]) =>
    (await platform.ask(path, request)).server;
  const kindOf = (server: string) => server.replace(/-\d+$/, '');

  describe('endpoint families', () => {
    it.each(workerRoutes)('$name', async (row) => {
      for (const { method, path } of requestsOf(row).filter(({ method }) => method !== 'HEAD')) {
        const query = path.endsWith('/sync') ? '?since=s1' : '';
        const server = await serverOf(`${path}${query}`, { method });
        expect([method, path, kindOf(server)]).toEqual([method, path, workersOf(firstPool(row))]);
      }
    });

    it.each(mediaAdminRoutes)('$name, on the admin port only', async (row) => {
      for (const { method, path } of requestsOf(row)) {
        expect(kindOf(await serverOf(path, { method, port: 'admin' }))).toBe('synapse-media-repository');
        expect((await platform.fetch(path, { method })).status).toBe(403);
      }
    });

    it.each([
      ['GET', '/_matrix/client/v3/logout'],
      ['POST', '/_matrix/client/v3/refresh'],
      ['POST', '/_matrix/client/v3/rooms/!a:b/upgrade'],
      ['POST', '/_matrix/client/v3/rooms/!a:b/forget'],
      ['POST', '/_matrix/client/v3/pushers/set'],
      ['GET', '/_matrix/client/v3/login/sso/redirect/oidc'],
      ['GET', '/_synapse/client/pick_idp'],
      ['POST', '/_matrix/client/unstable/org.matrix.msc4140/delayed_events/x/cancel'],
      ['POST', '/_matrix/client/unstable/org.matrix.msc4140/delayed_events/x'],
      ['POST', '/_matrix/client/v3/register/email/requestToken'],
      ['GET', '/_matrix/key/v2/server'],
      ['POST', '/_matrix/federation/v1/user/keys/query'],
      ['GET', '/_matrix/federation/v1/openid/userinfo'],
      ['GET', '/_matrix/client/v3/thirdparty/protocols'],
      ['GET', '/_matrix/some/future/api'],
    ])('main keeps %s %s', async (method, path) => {
      expect(await serverOf(path, { method })).toBe('synapse-main-0');
    });
  });

  describe('methods', () => {
    const room = '/_matrix/client/v3/rooms/!a:b';
    it.each([
      ['GET', `${room}/state/m.room.name/`, 'synapse-client-reader'],
      ['PUT', `${room}/state/m.room.name/`, 'synapse-event-creator'],
      ['GET', '/_matrix/client/v3/profile/@a:b/displayname', 'synapse-client-reader'],
      ['PUT', '/_matrix/client/v3/profile/@a:b/displayname', 'synapse-event-creator'],
      ['PATCH', `${room}/state/m.room.name/`, 'synapse-main'],
    ])('%s %s goes to %s', async (method, path, kind) => {
      expect(kindOf(await serverOf(path, { method }))).toBe(kind);
    });
  });

  describe('first syncs', () => {
    it.each([
      ['/_matrix/client/v3/sync', 'synapse-initial-sync'],
      ['/_matrix/client/v3/sync?timeout=0&filter=1', 'synapse-initial-sync'],
      ['/_matrix/client/r0/sync?since=s1&full_state=true', 'synapse-initial-sync'],
      ['/_matrix/client/r0/sync?since=s1&full_state=false', 'synapse-sync'],
      ['/_matrix/client/v3/sync?since=s1_2', 'synapse-sync'],
      ['/_matrix/client/v3/events', 'synapse-sync'],
      ['/_matrix/client/unstable/org.matrix.simplified_msc3575/sync', 'synapse-sliding-sync'],
    ])('%s goes to %s', async (path, kind) => {
      expect(kindOf(await serverOf(path))).toBe(kind);
    });
  });

  describe('balance keys', () => {
    const tokenOf = (user: string, device: string) =>
      `Bearer syt_${Buffer.from(user).toString('base64').replaceAll('=', '')}_${device}_0aBcDe`;
    const numbers = Array.from({ length: 40 }, (_, number) => number);

    /** All requests of one group reach one server, whichever router they take; all groups together reach every server. */
    async function expectKept(
      groups: readonly (readonly { path: string; headers?: Record<string, string>; method?: string }[])[],
      servers: number,
    ): Promise<void> {
      const used = new Set<string>();
      for (const group of groups) {
        const reached = new Set<string>();
        for (const [index, { path, ...request }] of group.entries())
          reached.add(await serverOf(path, { ...request, from: index % 2 === 0 ? 0 : 1 }));
        expect([group[0]?.path, [...reached]]).toEqual([group[0]?.path, [...reached].slice(0, 1)]);
        for (const server of reached) used.add(server);
      }
      expect(used.size).toBe(servers);
    }

    it.each([
      '/_matrix/client/v3/sync?since=s',
      '/_matrix/client/v3/sync',
      '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync',
    ])('keep the devices of one user together at %s', async (path) => {
      await expectKept(
        numbers.map((number) =>
          ['phone', 'laptop', 'tablet'].map((device) => ({
            path,
            headers: { authorization: tokenOf(`user.${number}`, device) },
          })),
        ),
        3,
      );
    });

    it('keep a room together, raw and percent-encoded, whatever is done in it and by whom', async () => {
      await expectKept(
        numbers.map((number) =>
          [
            {
              path: `/_matrix/client/v3/rooms/!room${number}:example.org/send/m.room.message/1`,
              method: 'PUT',
            },
            {
              path: `/_matrix/client/v3/rooms/%21room${number}%3Aexample.org/send/m.room.message/2`,
              method: 'PUT',
            },
            { path: `/_matrix/client/api/v1/rooms/%21room${number}%3aexample.org/state/m.x/`, method: 'PUT' },
            { path: `/_matrix/client/r0/join/!room${number}:example.org`, method: 'POST' },
          ].map((request, device) => ({
            ...request,
            headers: { authorization: tokenOf(`user.${number}`, `d${device}`) },
          })),
        ),
        3,
      );
    });

    it('keep the pages of one room together', async () => {
      await expectKept(
        numbers.map((number) => [
          { path: `/_matrix/client/v3/rooms/!room${number}:example.org/messages?dir=b` },
          { path: `/_matrix/client/r0/rooms/%21room${number}%3Aexample.org/messages?from=t2` },
        ]),
        3,
      );
    });

    it('give the new rooms of one user to one process', async () => {
      await expectKept(
        numbers.map((number) =>
          ['a', 'b'].map((device) => ({
            path: '/_matrix/client/v3/createRoom',
            method: 'POST',
            headers: { authorization: tokenOf(`user.${number}`, device) },
          })),
        ),
        3,
      );
    });

    it('keep the transactions of one server together, however it writes its name', async () => {
      const signed = (origin: string) => ({ authorization: `X-Matrix ${origin},key="ed25519:1",sig="x"` });
      await expectKept(
        numbers.map((number) =>
          [
            `origin="s${number}.example.net",destination="example.org"`,
            `origin=s${number}.example.net,destination=example.org`,
            `destination="example.org", Origin="S${number}.Example.net"`,
          ].map((origin, transaction) => ({
            path: `/_matrix/federation/v1/send/${number}-${transaction}`,
            method: 'PUT',
            headers: signed(origin),
          })),
        ),
        3,
      );
    });

    it('keep unsigned transactions together by address', async () => {
      await expectKept(
        numbers.map((number) =>
          [1, 2].map((transaction) => ({
            path: `/_matrix/federation/v1/send/${number}-${transaction}`,
            method: 'PUT',
            headers: { 'x-forwarded-for': `203.0.113.${number}` },
          })),
        ),
        3,
      );
    });

    it('give one process the same question of many servers', async () => {
      await expectKept(
        numbers.map((number) => [
          {
            path: `/_matrix/federation/v1/state_ids/!r${number}:b?event_id=$e`,
            headers: { 'x-forwarded-for': '203.0.113.1' },
          },
          {
            path: `/_matrix/federation/v1/state_ids/%21r${number}%3Ab?event_id=%24e`,
            headers: { 'x-forwarded-for': '203.0.113.2' },
          },
        ]),
        3,
      );
    });

    it('spread what has no key over all processes', async () => {
      const servers = new Set<string>();
      for (const _ of numbers) servers.add(await serverOf('/_matrix/client/versions'));
      expect(servers.size).toBe(3);
    });
  });

  describe('while all workers of a kind are gone', () => {
    const sync = '/_matrix/client/v3/sync?since=s';
    it.each([
      ['synapse-initial-sync', '/_matrix/client/v3/sync', 'synapse-sync'],
      ['synapse-sliding-sync', '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync', 'synapse-sync'],
      ['synapse-sync', sync, 'synapse-main'],
      ['synapse-event-creator', '/_matrix/client/v3/createRoom', 'synapse-main'],
      ['synapse-client-reader', '/_matrix/client/v3/rooms/!a:b/messages', 'synapse-main'],
      ['synapse-federation-inbound', '/_matrix/federation/v1/send/1', 'synapse-main'],
      ['synapse-federation-reader', '/_matrix/federation/v1/version', 'synapse-main'],
      ['synapse-typing', '/_matrix/client/v3/rooms/!a:b/typing/@a:b', 'synapse-main'],
      ['synapse-to-device', '/_matrix/client/v3/sendToDevice/m.x/1', 'synapse-main'],
      ['synapse-account-data', '/_matrix/client/v3/user/@a:b/account_data/m.x', 'synapse-main'],
      ['synapse-receipts', '/_matrix/client/v3/rooms/!a:b/read_markers', 'synapse-main'],
      ['synapse-presence', '/_matrix/client/v3/presence/@a:b/status', 'synapse-main'],
      ['synapse-push-rules', '/_matrix/client/v3/pushrules/', 'synapse-main'],
      ['synapse-device-lists', '/_matrix/client/v3/keys/upload', 'synapse-main'],
      [
        'synapse-thread-subscriptions',
        '/_matrix/client/unstable/io.element.msc4308/thread_subscriptions',
        'synapse-main',
      ],
      ['synapse-user-directory', '/_matrix/client/v3/user_directory/search', 'synapse-main'],
    ])('without %s, %s is answered by %s', async (lost, path, standIn) => {
      await platform.lose(lost);
      const method = path.includes('/send/') ? 'PUT' : 'GET';
      expect(kindOf(await serverOf(path, { method }))).toBe(standIn);
    });

    it('sliding and first syncs go on to main when sync is gone too', async () => {
      for (const path of [
        '/_matrix/client/v3/sync',
        '/_matrix/client/unstable/org.matrix.simplified_msc3575/sync',
      ])
        expect(await serverOf(path)).toBe('synapse-main-0');
    });

    it('media are answered by nobody else: main has none', async () => {
      await platform.lose('synapse-media-repository');
      expect((await platform.fetch('/_matrix/client/v1/media/download/a/b')).status).toBe(429);
    });
  });
});

describe.skipIf(haproxy === '')('a router without workers', () => {
  let platform: StubPlatform;
  beforeAll(async () => {
    const environment = makeEnvironment({
      federation: 'open',
      sync: 0,
      eventPersister: 0,
      federationSender: 0,
    });
    platform = await startPlatform(haproxy, environment, directory, 24);
  }, 60_000);
  afterAll(async () => platform?.stop());

  it('sends everything to main', async () => {
    for (const row of workerRoutes)
      for (const { method, path } of requestsOf(row).filter(({ method }) => method !== 'HEAD'))
        expect((await platform.ask(path, { method })).server).toBe('synapse-main-0');
  });
});
