import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ports as cachePorts, masterName } from '../../../generator/components/data/cache-livekit/names.ts';
import { turnSecret } from '../../../generator/components/rtc/coturn/names.ts';
import { files, paths } from '../../../generator/components/rtc/livekit/config.ts';
import { livekitComponent } from '../../../generator/components/rtc/livekit/livekit.ts';
import { apiKey, keySecret, ports } from '../../../generator/components/rtc/livekit/names.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { images } from '../../../generator/versions.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';

const built = join(projectRoot, '.tools/livekit/server');
const livekit = findProgram('LIVEKIT_SERVER', [built], ['--version']);
const redis = findProgram('CACHE_SERVER', ['valkey-server', 'redis-server'], ['--version']);
const possible = livekit !== undefined && redis !== undefined;

const address = '127.0.0.1';
const password = 'RealTestPassword0123456789abcdef';
const apiSecret = 'RealTestApiSecret0123456789abcdefghijklmnopqrstu';
const { environments = [] } = loadEnvironments(projectRoot);
const samples = environments
  .map(({ environment }) => environment)
  .filter(({ name }) => ['production', 'airgap'].includes(name));
if (samples.length !== 2) throw new Error('the samples production and airgap are not both there');

/** A token as the authoriser makes it: HS256 under the API key. */
function makeToken(video: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 600;
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: apiKey, sub: 'alice', exp, video })}`;
  return `${body}.${createHmac('sha256', apiSecret).update(body).digest('base64url')}`;
}

it.skipIf(!possible)('the server is the one that is pinned', () => {
  const { stdout } = spawnSync(livekit ?? '', ['--version'], { encoding: 'utf8' });
  expect(stdout).toContain(`version ${images.livekit.tag.replace(/^v/, '')}`);
});

describe.skipIf(!possible).each(samples)('LiveKit with the configuration of $name', (sample) => {
  const rendered = livekitComponent.render(sample).configMaps[0]?.files ?? {};
  const directory = mkdtempSync(join(tmpdir(), 'livekit-'));
  const processes: ChildProcess[] = [];
  let output = '';
  const local = (path: string) => join(directory, path.slice(1));
  const keys = join(local(paths.secrets), keySecret.file);

  function start(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env } });
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    processes.push(child);
    return child;
  }

  const environment = {
    NODE_ADDRESS: address,
    REDIS_PASSWORD: password,
    LIVEKIT_REDIS_SENTINEL_PASSWORD: password,
  };

  /** Starts a server that must end by itself, and returns what it said. It ends with 0 even after a mistake (`cmd/server/main.go`). */
  function startInVain(env: Record<string, string> = {}): string {
    const { stdout, stderr, signal } = spawnSync('sh', [join(local(paths.config), files.start)], {
      env: { PATH: process.env['PATH'], ...environment, ...env },
      timeout: 20_000,
      encoding: 'utf8',
    });
    expect(signal).toBeNull();
    return stdout + stderr;
  }

  /** Changed for the test are: the directories, the program's place, and the names of the Sentinels, which only cluster DNS knows. */
  function writeConfig(change = (text: string): string => text): void {
    for (const [name, file] of Object.entries(rendered)) {
      const text = Object.values(paths)
        .reduce((sum, path) => sum.replaceAll(`${path}/`, `${local(path)}/`), serializeConfigFile(file))
        .replace('/livekit-server', livekit ?? '')
        .replace(/redis-livekit-node-\d\.\S+:/g, `${address}:`);
      writeFileSync(join(local(paths.config), name), name === files.config ? change(text) : text);
    }
  }

  async function createRoom(video: Record<string, unknown>): Promise<number> {
    const response = await fetch(`http://${address}:${ports.http}/twirp/livekit.RoomService/CreateRoom`, {
      method: 'POST',
      headers: { authorization: `Bearer ${makeToken(video)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'called' }),
    });
    return response.status;
  }

  const enterRoom = async (room: string): Promise<number> => {
    const token = makeToken({ roomJoin: true, room });
    return (await fetch(`http://${address}:${ports.http}/rtc/validate?access_token=${token}`)).status;
  };

  beforeAll(async () => {
    for (const path of Object.values(paths)) mkdirSync(local(path), { recursive: true });
    writeConfig();
    writeFileSync(keys, `${apiKey}: ${apiSecret}`, { mode: 0o440 });
    writeFileSync(join(local(paths.secrets), turnSecret.key), 'turn'.repeat(10), { mode: 0o440 });
    start(redis ?? '', [
      ...['--port', String(cachePorts.server), '--requirepass', password, '--save', ''],
      ...['--dir', directory],
    ]);
    const sentinel = join(directory, 'sentinel.conf');
    writeFileSync(
      sentinel,
      [
        `port ${cachePorts.sentinel}`,
        `requirepass ${password}`,
        `sentinel monitor ${masterName} ${address} ${cachePorts.server} 1`,
        `sentinel auth-pass ${masterName} ${password}`,
        '',
      ].join('\n'),
    );
    start(redis ?? '', [sentinel, '--sentinel']);
    await waitUntil(
      async () => output.includes('+monitor master'),
      () => output,
    );
    start('sh', [join(local(paths.config), files.start)], environment);
    await waitUntil(
      async () => (await fetch(`http://${address}:${ports.http}/`)).status === 200,
      () => output,
    );
  });

  afterAll(() => {
    for (const child of processes) child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  it('finds its Redis through the Sentinels and announces the address that it is given', () => {
    expect(output).toMatch(/"connecting to redis".*"sentinel":\s*true/);
    expect(output).toContain(`"nodeIP": "${address}"`.replace(': ', ':'));
    expect(output).not.toMatch(/stun\.l\.google|twilio/);
  });

  it('listens on the ports of the plan', () => {
    expect(output).toMatch(/"portHttp":\s*7880/);
    expect(output).toMatch(/"rtc\.portTCP":\s*7881/);
    expect(output).toMatch(/"rtc\.portUDP":\s*\{"Start":\s*7882,\s*"End":\s*7892\}/);
    expect(output).toMatch(/"portPrometheus":\s*6789/);
  });

  it('shows metrics', async () => {
    expect(await (await fetch(`http://${address}:6789/metrics`)).text()).toContain('livekit_');
  });

  it('lets nobody into a room that the authoriser has not created', async () => {
    expect(await enterRoom('called')).toBe(404);
    expect(await createRoom({ roomJoin: true, room: 'called' })).toBe(401);
    expect(await createRoom({ roomCreate: true })).toBe(200);
    expect(await enterRoom('called')).toBe(200);
  });

  it('refuses a token of another key', async () => {
    const token = `${makeToken({ roomCreate: true }).slice(0, -4)}AAAA`;
    const response = await fetch(`http://${address}:${ports.http}/rtc/validate?access_token=${token}`);
    expect(response.status).toBe(401);
  });

  it('refuses a key that it does not know: what it accepted, it has read', () => {
    writeConfig((text) => text.replace('auto_create:', 'autocreate:'));
    expect(startInVain()).toContain('autocreate');
    writeConfig();
  });

  it('refuses the wrong password of the Sentinels', () => {
    expect(startInVain({ LIVEKIT_REDIS_SENTINEL_PASSWORD: 'wrong' })).toMatch(
      /unable to connect to redis|WRONGPASS/,
    );
  });

  it.each([keySecret.file, turnSecret.key])('refuses %s when others may read it', (file) => {
    const path = join(local(paths.secrets), file);
    chmodSync(path, 0o444);
    expect(startInVain()).toContain('others permissions must be set to 0');
    chmodSync(path, 0o440);
  });
});
