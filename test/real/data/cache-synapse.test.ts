import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheSynapseComponent } from '../../../generator/components/data/cache-synapse/cache-synapse.ts';
import { cache, ports as ownPorts } from '../../../generator/components/data/cache-synapse/names.ts';
import { ports as sharedPorts } from '../../../generator/components/data/sentinel-cache/sentinel-cache.ts';
import { startDnsServer } from '../synapse/dns-server.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { environmentOf, families } from './cache-programs.ts';
import { ask, openSession } from './redis-session.ts';
import {
  addressOf,
  commandLines,
  password,
  prepareCache,
  proxyAddress,
  type RunningCache,
} from './start-cache.ts';
import {
  askServer,
  findMasters,
  followsMaster,
  roleOf,
  sentinelSays,
  waitUntilComplete,
} from './watch-cache.ts';

const ports = { ...sharedPorts, ...ownPorts };

const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']);
const synapsePython = resolve(import.meta.dirname, '../../../.tools/synapse/bin/python3');
const python = findProgram('SYNAPSE_PYTHON', [synapsePython], ['-c', 'import txredisapi']);
// One product is enough here: `cache-livekit.test.ts` runs the same scripts with both.
const runnable = haproxy === undefined || python === undefined ? [] : families.slice(0, 1);

/** Ordinal of the server that the proxy leads to: the master that has what was written through the proxy. */
const masterBehindProxy = async (bus: RunningCache): Promise<number> => {
  const mark = `mark-${Date.now()}-${Math.random()}`;
  await ask(proxyAddress, ports.redis, `SET mark ${mark}`, /\+OK\r\n\+OK/, password);
  for (const ordinal of await findMasters(bus)) {
    await askServer(ordinal, 'GET mark', new RegExp(mark));
    return ordinal;
  }
  throw new Error('no master');
};

/** A subscription through the proxy that does not come back by itself. */
const subscribe = async () => {
  const session = openSession(proxyAddress, ports.redis);
  session.send(`AUTH ${password}`);
  session.send('SUBSCRIBE example.org');
  await session.receive(/subscribe/);
  return session;
};

/** Publishes through the proxy; the number of subscribers that got it. */
const publish = async (message: string): Promise<number> => {
  const reply = await ask(
    proxyAddress,
    ports.redis,
    `PUBLISH example.org ${message}`,
    /\+OK\r\n:\d+\r\n/,
    password,
  );
  return Number(/:(\d+)/.exec(reply)?.[1]);
};

describe.each(runnable)('the replication bus with real %s, Sentinels and HAProxy', (family) => {
  const directory = mkdtempSync(join(tmpdir(), 'cache-synapse-'));
  const bus = prepareCache(cacheSynapseComponent, cache, environmentOf(family), directory);
  let dns: Awaited<ReturnType<typeof startDnsServer>>;

  beforeAll(async () => {
    dns = await startDnsServer(new Map(bus.hosts.map((host, ordinal) => [host, addressOf(ordinal)])));
    bus.startProxy(haproxy ?? '', dns.port);
    for (const ordinal of bus.hosts.keys()) bus.startPod(ordinal);
    await waitUntil(
      async () => (await fetch(`http://${proxyAddress}:${ports.status}/ready`)).status === 200,
      bus.output,
    );
    await waitUntilComplete(bus);
  }, 60_000);

  afterAll(async () => {
    await bus.stop();
    dns.stop();
    rmSync(directory, { recursive: true });
  });

  it('makes the lowest ordinal master, by name, and tells all Sentinels the quorum', async () => {
    expect(await Promise.all([0, 1, 2].map(roleOf))).toEqual(['master', 'slave', 'slave']);
    expect(await sentinelSays(2, 'ip')).toBe(bus.hosts[0]);
    expect(await sentinelSays(2, 'quorum')).toBe('2');
    expect(await sentinelSays(2, 'down-after-milliseconds')).toBe('5000');
  });

  it('has neither persistence nor eviction', async () => {
    const config = await askServer(0, 'CONFIG GET *', /replica-announced/);
    expect(config).toMatch(/\r\nsave\r\n\$0\r\n\r\n/);
    expect(config).toMatch(/\r\nappendonly\r\n\$2\r\nno\r\n/);
    expect(config).toMatch(/\r\nmaxmemory-policy\r\n\$10\r\nnoeviction\r\n/);
    expect(config).toMatch(/\r\nmaxmemory\r\n\$9\r\n134217728\r\n/);
  });

  it('carries messages through the proxy', async () => {
    const subscriber = await subscribe();
    expect(await publish('hello')).toBe(1);
    await subscriber.receive(/hello/);
    subscriber.close();
  });

  it('refuses a wrong password and none, on servers, proxy and Sentinels', async () => {
    for (const [address, port] of [
      [addressOf(0), ports.redis],
      [addressOf(1), ports.sentinel],
      [proxyAddress, ports.redis],
    ] as const) {
      expect(await ask(address, port, 'AUTH wrong', /-\w+/)).toContain('-WRONGPASS');
      expect(await ask(address, port, 'INFO', /-\w+/)).toContain('-NOAUTH');
    }
  });

  it('keeps the password out of command lines and logs', () => {
    const all = bus.output() + commandLines();
    expect(all).toContain('haproxy.cfg');
    expect(all).not.toContain(password);
  });

  it('leads to a new master within 15 seconds after the node of the master is lost; the client of Synapse comes back', async () => {
    const script = join(import.meta.dirname, 'subscriber.py');
    const client = bus.startClient([python ?? '', script, proxyAddress, String(ports.redis)]);
    let heard = '';
    client.stdout?.on('data', (chunk) => (heard += chunk));
    await waitUntil(async () => (await publish('before')) === 1 && heard.includes('before'), bus.output);
    const old = await subscribe();

    const lost = Date.now();
    await bus.loseNode(0);
    await waitUntil(async () => (await masterBehindProxy(bus)) > 0, bus.output);
    expect(Date.now() - lost).toBeLessThan(15_000);
    expect(old.closed()).toBe(true);
    await waitUntil(async () => (await publish('after')) === 1 && heard.includes('after'), bus.output);
    expect(Date.now() - lost).toBeLessThan(20_000);
  });

  it('takes the old master back as a replica, and counts no Sentinel twice', async () => {
    const master = await masterBehindProxy(bus);
    bus.startPod(0);
    await waitUntil(() => followsMaster(0), bus.output);
    expect(await masterBehindProxy(bus)).toBe(master);
    await waitUntilComplete(bus);
  });

  it('hands over before a master stops, and cuts the sessions of the demoted one while it runs on', async () => {
    const master = await masterBehindProxy(bus);
    const old = await subscribe();
    const began = Date.now();
    const stopping = bus.run(master, 'stop-server.sh');
    const code = await new Promise((resolve) => stopping.once('exit', resolve));
    expect(code, bus.output()).toBe(0);
    expect(Date.now() - began).toBeLessThan(8_000);
    await waitUntil(async () => old.closed() && (await masterBehindProxy(bus)) !== master, bus.output);
    expect(await roleOf(master)).toBe('slave');
  });

  it('needs no failover when only the process of the master restarts', async () => {
    const master = await masterBehindProxy(bus);
    await ask(proxyAddress, ports.redis, 'SET cached value', /\+OK\r\n\+OK/, password);
    await bus.killServer(master);
    const began = Date.now();
    bus.run(master, 'start-server.sh');
    await waitUntil(async () => (await masterBehindProxy(bus)) === master, bus.output);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(await ask(proxyAddress, ports.redis, 'GET cached', /\$/, password)).toContain('$-1');
  });

  it('lets nobody in while a frozen master is replaced, and makes it a replica when it wakes', async () => {
    const master = await masterBehindProxy(bus);
    const old = await subscribe();
    const frozen = Date.now();
    bus.freezePod(master);
    await waitUntil(async () => {
      const acting = await masterBehindProxy(bus);
      return acting !== master;
    }, bus.output);
    expect(Date.now() - frozen).toBeLessThan(15_000);
    expect(old.closed()).toBe(true);
    bus.thawPod(master);
    await waitUntil(() => followsMaster(master), bus.output);
    expect(await findMasters(bus)).toHaveLength(1);
  });
});

describe.each(runnable)('a bus of %s whose first pod does not come', (family) => {
  const directory = mkdtempSync(join(tmpdir(), 'cache-synapse-'));
  // The pods wait three seconds for each other here, not thirty.
  const bus = prepareCache(cacheSynapseComponent, cache, environmentOf(family), directory, (text) =>
    text.replace('5 + 30 *', '1 + 3 *'),
  );
  afterAll(async () => {
    await bus.stop();
    rmSync(directory, { recursive: true });
  });

  it('starts with the next one, which stays master when the first arrives', async () => {
    bus.startPod(1);
    bus.startPod(2);
    await waitUntil(async () => (await roleOf(1)) === 'master', bus.output);
    await waitUntil(async () => (await roleOf(2)) === 'slave', bus.output);
    bus.startPod(0);
    await waitUntil(async () => (await sentinelSays(0, 'num-other-sentinels')) === '2', bus.output);
    expect(await roleOf(0)).toBe('slave');
    expect(await roleOf(1)).toBe('master');
  });
});
