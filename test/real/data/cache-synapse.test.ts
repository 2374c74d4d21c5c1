import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheSynapseComponent } from '../../../generator/components/data/cache-synapse/cache-synapse.ts';
import { cache, ports as ownPorts } from '../../../generator/components/data/cache-synapse/names.ts';
import { ports as sharedPorts } from '../../../generator/components/data/sentinel-cache/sentinel-cache.ts';
import { resolveEnvironment } from '../../../generator/environment/resolve-environment.ts';
import { startDnsServer } from '../synapse/dns-server.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { ask, openSession } from './redis-session.ts';
import {
  addressOf,
  canMapHosts,
  commandLines,
  password,
  prepareCache,
  proxyAddress,
  type RunningCache,
} from './start-cache.ts';

const ports = { ...sharedPorts, ...ownPorts };

const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']);
const server = findProgram('CACHE_SERVER', ['valkey-server', 'redis-server'], ['--version']);
const mapsHosts = canMapHosts();
if (!mapsHosts) {
  const reason = 'unshare --mount is not allowed here: the bus needs host names of its own';
  if (process.env['CI'] === 'true') throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
}
const possible = haproxy !== undefined && server !== undefined && mapsHosts;

// Debian 12 has Redis 7.0 and no Valkey; every directive and command used here is common to both.
const environment = resolveEnvironment({
  name: 'real',
  scale: { users: 500 },
  slots: { cache: server?.endsWith('valkey-server') === true ? 'valkey' : 'redis' },
  hosts: { serverName: 'example.org' },
  gitops: { repository: 'https://git.example.org/platform.git' },
  cluster: {
    version: '1.35',
    podCidrs: ['10.42.0.0/16'],
    serviceCidrs: ['10.43.0.0/16'],
    nodeCidrs: ['192.0.2.0/24'],
    storageClasses: { fast: 'fast', standard: 'standard' },
    nodePools: {},
  },
  network: { loadBalancer: { addresses: ['192.0.2.240'] }, adminNetworks: ['198.51.100.0/24'] },
});

const roleOf = async (address: string): Promise<string> => {
  const info = await ask(address, ports.redis, 'INFO replication', /role:\w+\r\n/, password);
  return /role:(\w+)/.exec(info)?.[1] ?? '';
};

/** Value of a field that the Sentinel beside a server knows of the master. */
const sentinelSays = async (ordinal: number, field: string): Promise<string> => {
  const reply = await ask(
    addressOf(ordinal),
    ports.sentinel,
    'SENTINEL master mymaster',
    /parallel-syncs\r\n/,
    password,
  );
  return new RegExp(`\\r\\n${field}\\r\\n\\$\\d+\\r\\n([^\\r]*)`).exec(reply)?.[1] ?? '';
};

/** Ordinal of the server that the proxy leads to: the master that has what was written through the proxy. */
const masterBehindProxy = async (bus: RunningCache): Promise<number> => {
  const mark = `mark-${Date.now()}-${Math.random()}`;
  await ask(proxyAddress, ports.redis, `SET mark ${mark}`, /\+OK\r\n\+OK/, password);
  for (const ordinal of bus.hosts.keys()) {
    const role = await roleOf(addressOf(ordinal)).catch(() => 'gone');
    if (role !== 'master') continue;
    await ask(addressOf(ordinal), ports.redis, 'GET mark', new RegExp(mark), password);
    return ordinal;
  }
  throw new Error('no master');
};

describe.skipIf(!possible)('the replication bus with real servers, Sentinels and HAProxy', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cache-synapse-'));
  const bus = prepareCache(cacheSynapseComponent, cache, environment, directory);
  let dns: Awaited<ReturnType<typeof startDnsServer>>;

  beforeAll(async () => {
    dns = await startDnsServer(new Map(bus.hosts.map((host, ordinal) => [host, addressOf(ordinal)])));
    bus.startProxy(haproxy ?? '', dns.port);
    for (const ordinal of bus.hosts.keys()) bus.startPod(ordinal);
    await waitUntil(
      async () => (await fetch(`http://${proxyAddress}:${ports.status}/ready`)).status === 200,
      bus.output,
    );
    await waitUntil(async () => {
      const known = await Promise.all(
        [0, 1, 2].map((ordinal) => sentinelSays(ordinal, 'num-other-sentinels')),
      );
      const replicas = await Promise.all([0, 1, 2].map((ordinal) => sentinelSays(ordinal, 'num-slaves')));
      return known.every((count) => count === '2') && replicas.every((count) => count === '2');
    }, bus.output);
  }, 60_000);

  afterAll(async () => {
    await bus.stop();
    dns.stop();
    rmSync(directory, { recursive: true });
  });

  it('makes the lowest ordinal master, by name, and tells all Sentinels the quorum', async () => {
    expect(await Promise.all([0, 1, 2].map((ordinal) => roleOf(addressOf(ordinal))))).toEqual([
      'master',
      'slave',
      'slave',
    ]);
    expect(await sentinelSays(2, 'ip')).toBe(bus.hosts[0]);
    expect(await sentinelSays(2, 'quorum')).toBe('2');
    expect(await sentinelSays(2, 'down-after-milliseconds')).toBe('5000');
  });

  it('has neither persistence nor eviction', async () => {
    const config = await ask(addressOf(0), ports.redis, 'CONFIG GET *', /replica-announced/, password);
    expect(config).toMatch(/\r\nsave\r\n\$0\r\n\r\n/);
    expect(config).toMatch(/\r\nappendonly\r\n\$2\r\nno\r\n/);
    expect(config).toMatch(/\r\nmaxmemory-policy\r\n\$10\r\nnoeviction\r\n/);
    expect(config).toMatch(/\r\nmaxmemory\r\n\$9\r\n134217728\r\n/);
  });

  it('carries messages through the proxy', async () => {
    const subscriber = openSession(proxyAddress, ports.redis);
    subscriber.send(`AUTH ${password}`);
    subscriber.send('SUBSCRIBE example.org');
    await subscriber.receive(/subscribe/);
    expect(await ask(proxyAddress, ports.redis, 'PUBLISH example.org hello', /:\d+\r\n/, password)).toContain(
      ':1\r\n',
    );
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

  it('leads to a new master within 15 seconds after the node of the master is lost, and cuts old sessions', async () => {
    const old = openSession(proxyAddress, ports.redis);
    old.send(`AUTH ${password}`);
    old.send('SUBSCRIBE example.org');
    await old.receive(/subscribe/);
    const lost = Date.now();
    await bus.losePod(0);
    await waitUntil(async () => (await masterBehindProxy(bus)) > 0, bus.output);
    expect(Date.now() - lost).toBeLessThan(15_000);
    expect(old.closed()).toBe(true);
  });

  it('takes the old master back as a replica, and counts no Sentinel twice', async () => {
    const master = await masterBehindProxy(bus);
    bus.startPod(0);
    await waitUntil(
      async () =>
        (await ask(addressOf(0), ports.redis, 'INFO replication', /role/, password)).includes(
          'master_link_status:up',
        ) && (await sentinelSays(0, 'num-other-sentinels')) === '2',
      bus.output,
    );
    expect(await roleOf(addressOf(0))).toBe('slave');
    expect(await masterBehindProxy(bus)).toBe(master);
    for (const ordinal of [0, 1, 2]) {
      // Sentinels ask the master for its replicas every ten seconds.
      await waitUntil(async () => (await sentinelSays(ordinal, 'num-slaves')) === '2', bus.output);
      expect(await sentinelSays(ordinal, 'num-other-sentinels')).toBe('2');
    }
  });

  it('hands over before a master stops, and cuts the sessions of the demoted one while it runs on', async () => {
    const master = await masterBehindProxy(bus);
    const old = openSession(proxyAddress, ports.redis);
    old.send(`AUTH ${password}`);
    old.send('SUBSCRIBE example.org');
    await old.receive(/subscribe/);
    const began = Date.now();
    const stopping = bus.run(master, 'stop-server.sh');
    const code = await new Promise((resolve) => stopping.once('exit', resolve));
    expect(code, bus.output()).toBe(0);
    expect(Date.now() - began).toBeLessThan(8_000);
    await waitUntil(async () => old.closed() && (await masterBehindProxy(bus)) !== master, bus.output);
    expect(await roleOf(addressOf(master))).toBe('slave');
  }, 60_000);

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
});

describe.skipIf(!possible)('a bus whose first pod does not come', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cache-synapse-'));
  // The pods wait three seconds for each other here, not thirty.
  const bus = prepareCache(cacheSynapseComponent, cache, environment, directory, (text) =>
    text.replace('5 + 30 *', '1 + 3 *'),
  );
  afterAll(async () => {
    await bus.stop();
    rmSync(directory, { recursive: true });
  });

  it('starts with the next one, which stays master when the first arrives', async () => {
    bus.startPod(1);
    bus.startPod(2);
    await waitUntil(async () => (await roleOf(addressOf(1))) === 'master', bus.output);
    await waitUntil(async () => (await roleOf(addressOf(2))) === 'slave', bus.output);
    bus.startPod(0);
    await waitUntil(async () => (await sentinelSays(0, 'num-other-sentinels')) === '2', bus.output);
    expect(await roleOf(addressOf(0))).toBe('slave');
    expect(await roleOf(addressOf(1))).toBe('master');
  });
});
