import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';
import { images } from '../../../generator/versions.ts';
import { makeEnvironment } from './environments.ts';
import { findProgram } from './find-program.ts';
import { podArguments } from './pod-command.ts';
import { type Places, registerUser, writePodFiles, writeSecrets } from './real-platform.ts';
import { type Router, waitUntil } from './start-router.ts';
import { type SynapsePlatform, startSynapsePlatform } from './start-synapse-platform.ts';

const python =
  findProgram(
    'SYNAPSE_PYTHON',
    [resolve('.tools/synapse/bin/python3')],
    ['-c', 'import synapse, psycopg2, txredisapi'],
  ) ?? '';
const root = mkdtempSync(join(tmpdir(), 'synapse-'));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What Synapse understood of its files. */
interface Understood {
  readonly version: string;
  readonly name: string;
  readonly main: boolean;
  readonly ports: number[];
  readonly sends: boolean;
  readonly events: string[];
  readonly instances: string[];
  readonly media: boolean;
  readonly redisPassword: string;
  readonly whitelist: string[] | null;
  readonly keyServers: string[];
  readonly presence: boolean;
}

const explainConfig = `
import importlib.metadata, json, sys
from synapse.config.homeserver import HomeServerConfig
config = HomeServerConfig.load_config("test", sys.argv[2:])
worker = config.worker
whitelist = config.federation.federation_domain_whitelist
print("UNDERSTOOD" + json.dumps({
  "version": importlib.metadata.version("matrix-synapse"),
  "name": worker.instance_name,
  "main": worker.worker_app is None,
  "ports": [l.port for l in (config.server.listeners or worker.worker_listeners)],
  "sends": worker.send_federation,
  "events": worker.writers.events,
  "instances": sorted(worker.instance_map),
  "media": config.media.can_load_media_repo,
  "redisPassword": config.redis.redis_password,
  "whitelist": None if whitelist is None else list(whitelist),
  "keyServers": [k.server_name for k in config.key.key_servers],
  "presence": config.server.presence_enabled,
}))
`;

describe.skipIf(python === '')('Synapse reads the files of every pod', () => {
  const read = (variation: Parameters<typeof makeEnvironment>[0], pod: string): Understood => {
    const environment = makeEnvironment(variation);
    const directory = join(root, `read-${JSON.stringify(variation).replace(/\W/g, '')}-${pod}`);
    const places: Places = { databasePort: 5432, redisPort: 6379, addresses: new Map([[pod, '127.0.0.1']]) };
    writePodFiles(environment, directory, pod, places);
    const secrets = writeSecrets(join(directory, 'etc/synapse/secrets'));
    const [, module, ...options] = podArguments(environment, pod, directory);
    const out = execFileSync(python, ['-c', explainConfig, module ?? '', ...options], { encoding: 'utf8' });
    const understood = JSON.parse(out.split('UNDERSTOOD')[1] ?? '{}') as Understood;
    expect(understood.redisPassword).toBe(secrets.redisPassword);
    return understood;
  };

  const open = { federation: 'open', sync: 1, eventPersister: 2, federationSender: 2 } as const;
  const persisters = ['synapse-event-persister-0', 'synapse-event-persister-1'];
  const called = [...persisters, 'synapse-federation-sender-0', 'synapse-federation-sender-1'];

  it('main, with workers', () => {
    expect(read(open, 'synapse-main-0')).toMatchObject({
      version: images.synapse.tag.slice(1),
      name: 'master',
      main: true,
      ports: [8008, 9093, 8080, 9001],
      sends: false,
      events: persisters,
      instances: ['main', ...called].sort(),
      media: true,
      whitelist: null,
      keyServers: ['matrix.org'],
      presence: true,
    });
  });

  it('main, alone and with federation closed', () => {
    expect(
      read({ sync: 0, eventPersister: 0, federationSender: 0, users: 2_000 }, 'synapse-main-0'),
    ).toMatchObject({
      name: 'master',
      sends: true,
      events: ['master'],
      instances: ['main'],
      whitelist: [],
      keyServers: [],
      presence: false,
    });
  });

  it.each([
    ['synapse-sync-0', { ports: [8008, 8080, 9001], sends: false }],
    ['synapse-event-persister-1', { ports: [9093, 8080, 9001], sends: false }],
    ['synapse-federation-sender-0', { ports: [9093, 8080, 9001], sends: true }],
  ])('%s', (pod, expected) => {
    expect(read(open, pod)).toMatchObject({
      ...expected,
      name: pod,
      main: false,
      events: persisters,
      instances: ['master', ...called].sort(),
      media: false,
    });
  });
});

const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']) ?? '';
const redis = findProgram('REDIS_SERVER', ['redis-server'], ['--version']) ?? '';
const postgresVersions = (() => {
  try {
    return readdirSync('/usr/lib/postgresql').sort();
  } catch {
    return [];
  }
})();
const postgres =
  findProgram(
    'POSTGRES_INITDB',
    [...postgresVersions.map((version) => `/usr/lib/postgresql/${version}/bin/initdb`), 'initdb'],
    ['--version'],
  ) ?? '';

describe.skipIf([python, haproxy, redis, postgres].includes(''))('a platform of real programs', () => {
  const environment = makeEnvironment({
    federation: 'open',
    sync: 1,
    eventPersister: 1,
    federationSender: 1,
  });
  let platform: SynapsePlatform;
  let router: Router;

  beforeAll(async () => {
    platform = await startSynapsePlatform({ python, haproxy, initdb: postgres }, environment, {
      root,
      net: 22,
      databasePort: 25_432,
      redisPort: 26_379,
    });
    router = platform.router;
  }, 180_000);

  afterAll(async () => platform?.stop(), 60_000);

  it('has a healthy process of every kind', async () => {
    expect(platform.pods).toEqual([
      'synapse-main-0',
      'synapse-sync-0',
      'synapse-event-persister-0',
      'synapse-federation-sender-0',
    ]);
    for (const pod of platform.pods) expect(await platform.health(pod)).toBe(true);
  });

  it('answers /versions through the router', async () => {
    const response = await fetch(`${router.url('http')}/_matrix/client/versions`);
    expect(response.status).toBe(200);
    expect(((await response.json()) as { versions: string[] }).versions).toContain('v1.11');
  });

  it('carries a message from one user to another: main, persister and sync worker together', async () => {
    const alice = await registerUser(router.url('admin'), platform.registration, 'alice');
    const bob = await registerUser(router.url('admin'), platform.registration, 'bob');
    const call = async (token: string, method: string, path: string, body?: object) => {
      const response = await fetch(`${router.url('http')}/_matrix/client/v3/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect([path, response.status]).toEqual([path, 200]);
      return (await response.json()) as Record<string, string>;
    };
    const { room_id: room = '' } = await call(alice, 'POST', 'createRoom', { preset: 'public_chat' });
    await call(bob, 'POST', `rooms/${encodeURIComponent(room)}/join`, {});
    const text = 'over the persister';
    const path = `rooms/${encodeURIComponent(room)}/send/m.room.message/1`;
    await call(alice, 'PUT', path, { msgtype: 'm.text', body: text });
    await waitUntil(async () => JSON.stringify(await call(bob, 'GET', 'sync?timeout=1000')).includes(text));
    expect(router.log()).toMatch(/public sync\/synapse-sync-0 GET \/_matrix\/client\/v3\/sync 200/);
    expect(platform.log('synapse-event-persister-0')).toContain('/_synapse/replication/send_events/');
  });

  it('logs one JSON object per line', () => {
    for (const pod of platform.pods) {
      const lines = platform.log(pod).trim().split('\n');
      expect(lines.length).toBeGreaterThan(5);
      const broken = lines.filter((line) => !line.startsWith('{"log":'));
      expect([pod, broken]).toEqual([pod, []]);
    }
  });

  it('refuses a replication request without the secret', async () => {
    const url = `http://${platform.addresses.get('synapse-main-0')}:${synapsePorts.replication}/_synapse/replication/presence_set_state/x`;
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).not.toBe(200);
  });

  it('serves no admin API on the public port, and metrics on their own', async () => {
    expect((await fetch(`${router.url('http')}/_synapse/admin/v1/server_version`)).status).toBe(403);
    for (const address of platform.addresses.values())
      expect(await (await fetch(`http://${address}:${synapsePorts.metrics}/metrics`)).text()).toContain(
        'synapse_',
      );
  });
});
