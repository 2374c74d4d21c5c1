import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mediaBackupComponent } from '../../../generator/components/data/media-backup/media-backup.ts';
import {
  buckets,
  consumersOf,
  objectStoreFor,
  objectStoreSecret,
} from '../../../generator/components/data/object-store/names.ts';
import { objectStoreComponent } from '../../../generator/components/data/object-store/object-store.ts';
import type { EnvironmentFile } from '../../../generator/environment/schema/environment-schema.ts';
import { makeEnvironment } from '../make-environment.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { canMapHosts } from './start-cache.ts';
import { mc, minio, prepareStore, runClient, runScript } from './start-object-store.ts';

const elsewhere = 'http://s3.elsewhere.example.org:9000';
const copies = 'media-copies';

function environmentWith(scale: EnvironmentFile['scale']) {
  return makeEnvironment({
    scale,
    objectStore: { mediaBackup: { endpoint: elsewhere, bucket: copies } },
  });
}

const environment = environmentWith({ users: 20000 });
const root = { user: 'admin', password: 'RootPassword0123456789' };
const directory = mkdtempSync(join(tmpdir(), 'object-store-'));
const store = prepareStore(environment, { directory: join(directory, 'store'), network: '127.0.21', root });
/** The other store is the one of a single node. */
const other = prepareStore(environmentWith({ users: 100, availability: 'single' }), {
  directory: join(directory, 'other'),
  network: '127.0.22',
  root,
});
const passwords = new Map(consumersOf(environment).map((each) => [each, `password-of-${each}-0123456789`]));
const user = (name: ReturnType<typeof consumersOf>[number]) => ({
  user: name,
  password: passwords.get(name) ?? '',
});

const client = (who: { user: string; password: string }, ...words: string[]) =>
  runClient(directory, store.url(0), who, words);

function put(who: { user: string; password: string }, target: string, text = 'content', url = store.url(0)) {
  return runClient(directory, url, who, ['pipe', `store/${target}`], text);
}

/** A single attempt, where mc would try for minutes. */
async function isUp(url: string, path: string): Promise<number> {
  try {
    return (await fetch(`${url}${path}`)).status;
  } catch {
    return 0;
  }
}

function setUp() {
  const users = join(directory, 'users');
  for (const [consumer, password] of passwords) {
    const { accessKeyId, secretAccessKey } = objectStoreSecret(consumer);
    mkdirSync(join(users, consumer), { recursive: true });
    writeFileSync(join(users, consumer, accessKeyId), consumer);
    writeFileSync(join(users, consumer, secretAccessKey), password);
  }
  return runScript(objectStoreComponent, environment, join(directory, 'setup'), {
    script: 'setup.sh',
    env: { ROOT_USER: root.user, ROOT_PASSWORD: root.password },
    replace: { '/run/users': users, [hostOf(objectStoreFor(environment).endpoint)]: hostOf(store.url(0)) },
  });
}

function backUp(env: Record<string, string> = {}, path = '') {
  return runScript(mediaBackupComponent, environment, join(directory, 'backup'), {
    script: 'backup.sh',
    env: {
      SOURCE_KEY: 'media-backup',
      SOURCE_SECRET: user('media-backup').password,
      BACKUP_KEY: root.user,
      BACKUP_SECRET: root.password,
      ...env,
    },
    replace: {
      [hostOf(objectStoreFor(environment).endpoint)]: hostOf(store.url(0)),
      [hostOf(elsewhere)]: hostOf(other.url(0)),
    },
    path,
  });
}

/** As mc words the answer AccessDenied. */
const denied = /Access ?Denied|Insufficient permissions/i;

const hostOf = (url: string) => url.replace(/^https?:\/\//, '');

describe.skipIf(minio === undefined || mc === undefined || !canMapHosts())(
  'the rendered object store',
  () => {
    beforeAll(async () => {
      for (const ordinal of [0, 1, 2, 3]) store.start(ordinal);
      other.start(0);
      await waitUntil(
        async () => (await isUp(store.url(0), '/minio/health/cluster')) === 200,
        store.output,
        120_000,
      );
      await waitUntil(
        async () => (await isUp(other.url(0), '/minio/health/cluster')) === 200,
        store.output,
        60_000,
      );
    }, 200_000);
    afterAll(async () => {
      await Promise.all([store.stop(), other.stop()]);
      rmSync(directory, { recursive: true });
    });

    test('makes one stripe over all volumes of all servers, with the parity that is written', async () => {
      const info = client(root, 'admin', 'info', '--json', 'store');
      expect(info.status, info.output).toBe(0);
      const { info: facts } = JSON.parse(info.output) as {
        info: {
          servers: { state: string; drives: unknown[] }[];
          backend: { standardSCParity: number; totalDrivesPerSet: number[] };
        };
      };
      expect(facts.servers.map(({ state, drives }) => [state, drives.length])).toEqual(
        Array(4).fill(['online', 4]),
      );
      expect(facts.backend).toMatchObject({ standardSCParity: 4, totalDrivesPerSet: [16] });
    });

    test('gives its metrics to everyone whom the network policies let in', async () => {
      const metrics = await (await fetch(`${store.url(1)}/minio/v2/metrics/cluster`)).text();
      expect(metrics).toMatch(/^minio_cluster_drive_online_total\{.*\} 16$/m);
      expect(metrics).toMatch(/^minio_cluster_nodes_online_total\{.*\} 4$/m);
    });

    test('has buckets and users after the Job, and the same ones after it ran again', () => {
      for (const time of ['first', 'second']) expect(setUp(), time).toMatchObject({ status: 0 });
      const list = client(root, 'ls', '--json', 'store').output;
      for (const bucket of Object.values(buckets)) expect(list).toContain(`"${bucket}/"`);
      const users = client(root, 'admin', 'user', 'ls', '--json', 'store').output.trim().split('\n');
      expect(users.map((line) => (JSON.parse(line) as { accessKey: string }).accessKey).sort()).toEqual(
        [...passwords.keys()].sort(),
      );
    });

    test('lets a consumer touch its own bucket, and nothing else', () => {
      expect(put(user('synapse'), `${buckets.synapse}/local_content/aa/bb/cc`)).toMatchObject({ status: 0 });
      expect(client(user('synapse'), 'cat', `store/${buckets.synapse}/local_content/aa/bb/cc`).output).toBe(
        'content',
      );
      expect(put(user('loki'), `${buckets.loki}/chunk`)).toMatchObject({ status: 0 });
      for (const [who, ...words] of [
        ['synapse', 'ls', `store/${buckets.loki}`],
        ['synapse', 'cat', `store/${buckets.loki}/chunk`],
        ['synapse', 'rm', `store/${buckets.loki}/chunk`],
        ['synapse', 'mb', 'store/another'],
        ['synapse', 'rm', `store/${buckets.synapse}/local_content/aa/bb/cc`],
        ['synapse', 'admin', 'user', 'ls', 'store'],
        ['loki', 'ls', `store/${buckets.synapse}`],
        ['media-backup', 'rm', `store/${buckets.synapse}/local_content/aa/bb/cc`],
      ] as const) {
        const { status, output } = client(user(who), ...words);
        expect(status, `${who} ${words.join(' ')}: ${output}`).not.toBe(0);
        expect(output, `${who} ${words.join(' ')}`).toMatch(denied);
      }
      expect(put(user('synapse'), `${buckets.loki}/foreign`).output).toMatch(denied);
      expect(put(user('media-backup'), `${buckets.synapse}/foreign`).output).toMatch(denied);
      expect(
        client(user('media-backup'), 'ls', `store/${buckets.synapse}/local_content/aa/bb/cc`),
      ).toMatchObject({
        status: 0,
      });
      expect(
        client({ ...user('synapse'), password: 'wrong-password' }, 'ls', `store/${buckets.synapse}`).status,
      ).not.toBe(0);
    });

    test('takes a new password of a consumer with the next run of the Job', () => {
      const before = user('loki');
      passwords.set('loki', 'another-password-0123456789');
      expect(setUp()).toMatchObject({ status: 0 });
      expect(client(user('loki'), 'ls', `store/${buckets.loki}`)).toMatchObject({ status: 0 });
      expect(client(before, 'ls', `store/${buckets.loki}`).status).not.toBe(0);
    });

    test('knows only the classes that the rule allows', () => {
      const attempt = (storageClass: string) =>
        runClient(
          directory,
          store.url(0),
          user('synapse'),
          ['pipe', '--storage-class', storageClass, `store/${buckets.synapse}/class-${storageClass}`],
          'content',
        );
      for (const known of ['STANDARD', 'REDUCED_REDUNDANCY'])
        expect(attempt(known)).toMatchObject({ status: 0 });
      expect(attempt('STANDARD_IA').output).toMatch(/storage class/i);
    });

    test('copies media to another store, checks the copy, and says so when it is not complete', () => {
      expect(runClient(directory, other.url(0), root, ['mb', `store/${copies}`])).toMatchObject({
        status: 0,
      });
      for (const key of [
        'remote_content/example.org/a b/c',
        'local_thumbnails/ü"quoted"',
        'local_content/dd/ee/ff',
      ])
        expect(put(user('synapse'), `${buckets.synapse}/${key}`, key)).toMatchObject({ status: 0 });
      const first = backUp();
      expect(first, first.output).toMatchObject({ status: 0 });
      expect(first.output).toMatch(
        /^complete: source\/synapse-media has (\d+ objects, \d+ bytes), .* has \1$/m,
      );
      expect(backUp().output).toContain('complete');
      const copied = runClient(directory, other.url(0), root, [
        'cat',
        `store/${copies}/local_content/dd/ee/ff`,
      ]);
      expect(copied.output).toBe('local_content/dd/ee/ff');
    }, 240_000);

    test('fails loudly when the other store refuses, and when the copy lacks something', () => {
      const refused = backUp({ BACKUP_SECRET: 'wrong-password' });
      expect(refused.status).toBe(1);
      expect(refused.output).toContain('media backup failed');
      // A client that claims to have copied.
      const path = join(directory, 'lazy');
      mkdirSync(path);
      writeFileSync(join(path, 'mc'), `#!/bin/sh\n[ "$1" = mirror ] || exec ${mc} "$@"\n`, { mode: 0o755 });
      expect(put(user('synapse'), `${buckets.synapse}/late`)).toMatchObject({ status: 0 });
      const lacking = backUp({}, path);
      expect(lacking.status).toBe(1);
      expect(lacking.output).toMatch(
        /7 late\nmedia backup failed: 1 objects, 7 bytes of source\/synapse-media are not in/,
      );
    }, 240_000);

    test('reads and writes on without one server, refuses to write without two, and has everything afterwards', async () => {
      await store.kill(3);
      expect(put(user('synapse'), `${buckets.synapse}/one-down`)).toMatchObject({ status: 0 });
      expect(client(user('synapse'), 'cat', `store/${buckets.synapse}/local_content/aa/bb/cc`).output).toBe(
        'content',
      );
      expect(await isUp(store.url(0), '/minio/health/cluster')).toBe(200);

      await store.kill(2);
      await waitUntil(
        async () => (await isUp(store.url(0), '/minio/health/cluster')) === 503,
        store.output,
        60_000,
      );
      expect(put(user('synapse'), `${buckets.synapse}/two-down`).status).not.toBe(0);

      for (const ordinal of [2, 3]) store.start(ordinal);
      await waitUntil(
        async () => (await isUp(store.url(0), '/minio/health/cluster')) === 200,
        store.output,
        90_000,
      );
      expect(client(user('synapse'), 'cat', `store/${buckets.synapse}/one-down`).output).toBe('content');
      expect(put(user('synapse'), `${buckets.synapse}/all-up`)).toMatchObject({ status: 0 });
    }, 300_000);

    test('says loudly that media were lost rather than keep silent about an empty source', () => {
      expect(client(root, 'rm', '--recursive', '--force', `store/${buckets.synapse}`)).toMatchObject({
        status: 0,
      });
      const empty = backUp();
      expect(empty.status).toBe(1);
      expect(empty.output).toContain('were media lost?');
    }, 120_000);
  },
);
