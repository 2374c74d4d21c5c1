import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheLivekitComponent } from '../../../generator/components/data/cache-livekit/cache-livekit.ts';
import { cache, ports, sentinelAddresses } from '../../../generator/components/data/cache-livekit/names.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { environmentOf, families } from './cache-programs.ts';
import { ask } from './redis-session.ts';
import { addressOf, password, prepareCache } from './start-cache.ts';
import { askServer, findMasters, followsMaster, roleOf, waitUntilComplete } from './watch-cache.ts';

const valkeyPython = resolve(import.meta.dirname, '../../../.tools/valkey/bin/python3');
const python = findProgram('SENTINEL_CLIENT_PYTHON', [valkeyPython], ['-c', 'import valkey.sentinel']);
const runnable = python === undefined ? [] : families;

describe.each(runnable)('the cache of calls with real %s and Sentinels', (family) => {
  const environment = environmentOf(family);
  const directory = mkdtempSync(join(tmpdir(), 'cache-livekit-'));
  // The pods wait three seconds for each other here, not thirty.
  const calls = prepareCache(cacheLivekitComponent, cache, environment, directory, (text) =>
    text.replace('5 + 30 *', '1 + 3 *').replace('patience + 90', 'patience + 9'),
  );
  const everyPod = [...calls.hosts.keys()];
  let heard = '';
  /** True once the client has written something that it had not written yet. */
  const clientWrites = async (): Promise<boolean> => {
    const before = heard.length;
    await new Promise((done) => setTimeout(done, 500));
    return heard.slice(before).includes('written');
  };
  const onlyMaster = async (): Promise<number> => {
    const [master, ...others] = await findMasters(calls);
    if (master === undefined || others.length > 0) throw new Error('not one master');
    return master;
  };

  beforeAll(async () => {
    for (const ordinal of everyPod) calls.startPod(ordinal);
    await waitUntilComplete(calls);
    const script = join(import.meta.dirname, 'sentinel_client.py');
    const client = calls.startClient([python ?? '', script, ...sentinelAddresses(environment)]);
    client.stdout?.on('data', (chunk) => (heard += chunk));
    await waitUntil(clientWrites, calls.output);
  }, 60_000);

  afterAll(async () => {
    await calls.stop();
    rmSync(directory, { recursive: true });
  });

  it('appends every write to a file, evicts nothing, and asks for a replica before it takes a write', async () => {
    const config = await askServer(await onlyMaster(), 'CONFIG GET *', /replica-announced/);
    for (const [name, value] of Object.entries({
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      'min-replicas-max-lag': '5',
      'min-replicas-to-write': '1',
    }))
      expect(config).toMatch(new RegExp(`\\r\\n${name}\\r\\n\\$${value.length}\\r\\n${value}\\r\\n`));
  });

  it('refuses a wrong password and none, on servers and Sentinels', async () => {
    for (const port of [ports.server, ports.sentinel]) {
      expect(await ask(addressOf(0), port, 'AUTH wrong', /-\w+/)).toContain('-WRONGPASS');
      expect(await ask(addressOf(0), port, 'INFO', /-\w+/)).toContain('-NOAUTH');
    }
  });

  it('answers the commands of the runbook', async () => {
    const runbook = readFileSync(
      join(import.meta.dirname, '../../../docs/runbooks/cache-failover.md'),
      'utf8',
    );
    const commands = [...runbook.matchAll(/ -- valkey-cli (.*)$/gm)].map(([, words = '']) =>
      words.split(' '),
    );
    const answers = commands.map((words) =>
      spawnSync('redis-cli', ['-h', addressOf(1), ...words], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], REDISCLI_AUTH: password },
      }).stdout.trim(),
    );
    expect(answers[0]).toMatch(/^OK 3 usable Sentinels/);
    expect(answers[1]).toMatch(/^redis-livekit-node-0\.redis-livekit-headless\..*\n6379$/);
    expect(answers[2]).toContain('role:');
    // The last one hands over.
    expect(answers.slice(3)).toEqual(['OK']);
    await waitUntil(async () => (await onlyMaster()) !== 0, calls.output);
    await waitUntilComplete(calls);
  });

  it('shows a client the new master within 15 seconds after the node of the master is lost', async () => {
    const master = await onlyMaster();
    const lost = Date.now();
    await calls.loseNode(master);
    await waitUntil(async () => (await onlyMaster()) !== master && (await clientWrites()), calls.output);
    expect(Date.now() - lost).toBeLessThan(15_000);
  });

  it('takes the lost one back, with an empty volume, as a replica', async () => {
    const lost = everyPod.find((ordinal) => !calls.isRunning(ordinal)) ?? -1;
    calls.startPod(lost);
    await waitUntil(() => followsMaster(lost), calls.output);
    await waitUntilComplete(calls);
  });

  it('elects nobody without a majority, and a master that is left alone takes no more writes', async () => {
    const master = await onlyMaster();
    const replicas = everyPod.filter((ordinal) => ordinal !== master);
    for (const ordinal of replicas) calls.freezePod(ordinal);
    await waitUntil(
      async () => (await askServer(master, 'SET isolated 1', /\+OK\r\n[+-]/)).includes('-NOREPLICAS'),
      calls.output,
    );
    expect(await clientWrites()).toBe(false);
    expect(heard).toMatch(/failed .*Not enough good replicas/);
    expect(await roleOf(master)).toBe('master');
    for (const ordinal of replicas) calls.thawPod(ordinal);
    await waitUntil(clientWrites, calls.output);

    // One replica alone: it sees the master down, and stays what it is for twice the time of a failover.
    const survivor = (await findReplica()) ?? -1;
    for (const ordinal of everyPod) if (ordinal !== survivor) calls.freezePod(ordinal);
    await new Promise((done) => setTimeout(done, 12_000));
    expect(await roleOf(survivor)).toBe('slave');
    for (const ordinal of everyPod) if (ordinal !== survivor) calls.thawPod(ordinal);
    await waitUntil(clientWrites, calls.output);
    await waitUntilComplete(calls);
  });

  async function findReplica(): Promise<number | undefined> {
    const roles = await Promise.all(everyPod.map(roleOf));
    return everyPod.find((ordinal) => roles[ordinal] === 'slave');
  }

  it('has its data after all pods were lost at once, and prefers a copy that was written last to an empty one', async () => {
    await waitUntil(async () => {
      const reply = await askServer(await onlyMaster(), 'SET kept value', /\+OK\r\n[+-]/);
      return reply.includes('+OK\r\n+OK');
    }, calls.output);
    // The file is written once a second.
    await new Promise((done) => setTimeout(done, 2_000));
    for (const ordinal of everyPod) await (ordinal === 0 ? calls.loseNode(0) : calls.losePod(ordinal));
    for (const ordinal of everyPod) calls.startPod(ordinal);
    await waitUntil(async () => (await onlyMaster()) === 1 && (await followsMaster(0)), calls.output);
    for (const ordinal of everyPod)
      expect(await askServer(ordinal, 'GET kept', /\+OK\r\n\$/)).toContain('value');
    await waitUntil(clientWrites, calls.output);
  });
});
