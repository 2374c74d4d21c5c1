import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnSecret } from '../../../generator/components/rtc/coturn/names.ts';
import { files } from '../../../generator/components/rtc/livekit/config.ts';
import { keySecret, ports } from '../../../generator/components/rtc/livekit/names.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { images } from '../../../generator/versions.ts';
import { findProgram } from '../synapse/find-program.ts';
import {
  builtLivekit,
  type Livekit,
  localLivekitPath,
  makeLivekitToken,
  startLivekit,
} from './start-livekit.ts';

const livekit = findProgram('LIVEKIT_SERVER', [builtLivekit], ['--version']);
const redis = findProgram('CACHE_SERVER', ['valkey-server', 'redis-server'], ['--version']);
const possible = livekit !== undefined && redis !== undefined;

const address = '127.0.0.1';
const apiSecret = 'RealTestApiSecret0123456789abcdefghijklmnopqrstu';
const { environments = [] } = loadEnvironments(projectRoot);
const samples = environments
  .map(({ environment }) => environment)
  .filter(({ name }) => ['production', 'airgap'].includes(name));
if (samples.length !== 2) throw new Error('the samples production and airgap are not both there');

it.skipIf(!possible)('the server is the one that is pinned', () => {
  const { stdout } = spawnSync(livekit ?? '', ['--version'], { encoding: 'utf8' });
  expect(stdout).toContain(`version ${images.livekit.tag.replace(/^v/, '')}`);
});

describe.skipIf(!possible).each(samples)('LiveKit with the configuration of $name', (sample) => {
  const directory = mkdtempSync(join(tmpdir(), 'livekit-'));
  const makeToken = (video: Record<string, unknown>) => makeLivekitToken(apiSecret, video);
  let server: Livekit | undefined;
  const output = () => server?.output() ?? '';

  /** Starts a server that must end by itself, and returns what it said. It ends with 0 even after a mistake (`cmd/server/main.go`). */
  function startInVain(env: Record<string, string> = {}): string {
    const { stdout, stderr, signal } = spawnSync(
      'sh',
      [join(localLivekitPath(directory, 'config'), files.start)],
      {
        env: { ...server?.variables, ...env },
        timeout: 20_000,
        encoding: 'utf8',
      },
    );
    expect(signal).toBeNull();
    return stdout + stderr;
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
    server = await startLivekit(sample, {
      livekit: livekit ?? '',
      redis: redis ?? '',
      directory,
      address,
      apiSecret,
    });
  });

  afterAll(() => {
    server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('finds its Redis through the Sentinels and announces the address that it is given', () => {
    expect(output()).toMatch(/"connecting to redis".*"sentinel":\s*true/);
    expect(output()).toContain(`"nodeIP": "${address}"`.replace(': ', ':'));
    expect(output()).not.toMatch(/stun\.l\.google|twilio/);
  });

  it('listens on the ports of the plan', () => {
    expect(output()).toMatch(/"portHttp":\s*7880/);
    expect(output()).toMatch(/"rtc\.portTCP":\s*7881/);
    expect(output()).toMatch(/"rtc\.portUDP":\s*\{"Start":\s*7882,\s*"End":\s*7892\}/);
    expect(output()).toMatch(/"portPrometheus":\s*6789/);
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
    server?.writeConfig((text) => text.replace('auto_create:', 'autocreate:'));
    expect(startInVain()).toContain('autocreate');
    server?.writeConfig();
  });

  it('refuses the wrong password of the Sentinels', () => {
    expect(startInVain({ LIVEKIT_REDIS_SENTINEL_PASSWORD: 'wrong' })).toMatch(
      /unable to connect to redis|WRONGPASS/,
    );
  });

  it.each([keySecret.file, turnSecret.key])('refuses %s when others may read it', (file) => {
    const path = join(localLivekitPath(directory, 'secrets'), file);
    chmodSync(path, 0o444);
    expect(startInVain()).toContain('others permissions must be set to 0');
    chmodSync(path, 0o440);
  });
});
