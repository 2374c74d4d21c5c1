import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ports as cachePorts, masterName } from '../../../generator/components/data/cache-livekit/names.ts';
import { turnSecret } from '../../../generator/components/rtc/coturn/names.ts';
import { files, paths } from '../../../generator/components/rtc/livekit/config.ts';
import { livekitComponent } from '../../../generator/components/rtc/livekit/livekit.ts';
import { apiKey, keySecret, ports } from '../../../generator/components/rtc/livekit/names.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { waitUntil } from '../synapse/start-router.ts';

/** Where setup.sh builds it. */
export const builtLivekit = join(projectRoot, '.tools/livekit/server');

const password = 'RealTestPassword0123456789abcdef';

/** A token as the authoriser makes it: HS256 under the API key. */
export function makeLivekitToken(secret: string, video: Record<string, unknown>, subject = 'alice'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 600;
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: apiKey, sub: subject, exp, video })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** Where a test puts the files of the pod. */
export function localLivekitPath(directory: string, path: keyof typeof paths): string {
  return join(directory, paths[path].slice(1));
}

/** A running LiveKit with the rendered configuration, and the cache that it asks for. */
export interface Livekit {
  readonly output: () => string;
  /** Variables that the start script needs. */
  readonly variables: Record<string, string>;
  /** Writes its configuration again, changed. */
  readonly writeConfig: (change?: (text: string) => string) => void;
  readonly stop: () => void;
}

/** What a test chooses. */
export interface LivekitPlace {
  /** Commands of the real programs. */
  readonly livekit: string;
  readonly redis: string;
  readonly directory: string;
  readonly address: string;
  /** Secret of the API key. */
  readonly apiSecret: string;
}

/** Starts a server with one Sentinel, then LiveKit, and waits until it is ready. */
export async function startLivekit(
  environment: Environment,
  { livekit, redis, directory, address, apiSecret }: LivekitPlace,
): Promise<Livekit> {
  const rendered = livekitComponent.render(environment).configMaps[0]?.files ?? {};
  const processes: ChildProcess[] = [];
  let output = '';
  const local = (path: keyof typeof paths) => localLivekitPath(directory, path);
  const variables = {
    PATH: process.env['PATH'] ?? '',
    NODE_ADDRESS: address,
    REDIS_PASSWORD: password,
    LIVEKIT_REDIS_SENTINEL_PASSWORD: password,
  };

  function start(command: string, args: string[], env: Record<string, string>): void {
    const child = spawn(command, args, { env });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    processes.push(child);
  }

  /** Changed for the test are: the directories, the program's place, and the names of the Sentinels, which only cluster DNS knows. */
  function writeConfig(change = (text: string): string => text): void {
    for (const [name, file] of Object.entries(rendered)) {
      const text = Object.values(paths)
        .reduce(
          (sum, path) => sum.replaceAll(`${path}/`, `${join(directory, path.slice(1))}/`),
          serializeConfigFile(file),
        )
        .replace('/livekit-server', livekit)
        .replace(/redis-livekit-node-\d\.\S+:/g, `${address}:`);
      writeFileSync(join(local('config'), name), name === files.config ? change(text) : text);
    }
  }

  for (const path of Object.values(paths)) mkdirSync(join(directory, path.slice(1)), { recursive: true });
  writeConfig();
  writeFileSync(join(local('secrets'), keySecret.file), `${apiKey}: ${apiSecret}`, { mode: 0o440 });
  writeFileSync(join(local('secrets'), turnSecret.key), 'turn'.repeat(10), { mode: 0o440 });
  start(
    redis,
    [
      ...['--port', String(cachePorts.server), '--requirepass', password, '--save', ''],
      ...['--dir', directory],
    ],
    variables,
  );
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
  start(redis, [sentinel, '--sentinel'], variables);
  const stop = () => {
    for (const child of processes) child.kill('SIGKILL');
  };
  try {
    await waitUntil(
      async () => output.includes('+monitor master'),
      () => output,
    );
    start('sh', [join(local('config'), files.start)], variables);
    await waitUntil(
      async () => (await fetch(`http://${address}:${ports.http}/`)).status === 200,
      () => output,
    );
  } catch (error) {
    stop();
    throw error;
  }
  return { output: () => output, variables, writeConfig, stop };
}
