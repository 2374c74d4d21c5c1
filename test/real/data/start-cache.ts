import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Component } from '../../../generator/components/component.ts';
import { names } from '../../../generator/components/data/cache-synapse/names.ts';
import { proxyFile } from '../../../generator/components/data/cache-synapse/proxy.ts';
import { paths } from '../../../generator/components/data/sentinel-cache/paths.ts';
import {
  namesOf,
  nodeHostsOf,
  type SentinelCache,
} from '../../../generator/components/data/sentinel-cache/sentinel-cache.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';

/** Password of the caches under test. */
export const password = 'RealTestPassword0123456789abcdef';

/** Address of the proxy; the servers are on .11, .12 and .13. */
export const proxyAddress = '127.0.0.20';

/** Where `setup.sh` puts Valkey's programs. */
export const valkeyPrograms = resolve(import.meta.dirname, '../../../.tools/valkey/programs');

/** Address of a server, by ordinal. */
export const addressOf = (ordinal: number): string => `127.0.0.${11 + ordinal}`;

/** A cache, as its pods would run it, without containers. */
export interface RunningCache {
  readonly hosts: readonly string[];
  /** Runs one script of a pod: `start-server.sh`, `start-sentinel.sh`, `stop-server.sh`. */
  run(ordinal: number, script: string): ChildProcess;
  startPod(ordinal: number): void;
  /** Kills server and Sentinel at once; only the volume stays, if the cache has one: what the loss of a pod does. */
  losePod(ordinal: number): Promise<void>;
  /** Kills server and Sentinel at once and forgets all their files: what the loss of a node with its disk does. */
  loseNode(ordinal: number): Promise<void>;
  /** Stops server and Sentinel without killing them: to the others they are gone. */
  freezePod(ordinal: number): void;
  thawPod(ordinal: number): void;
  isRunning(ordinal: number): boolean;
  /** Kills the server of a pod and leaves everything else. */
  killServer(ordinal: number): Promise<void>;
  /** Runs a client that knows the host names of the pods, with the password in `CACHE_PASSWORD`. */
  startClient(command: readonly string[]): ChildProcess;
  startProxy(haproxy: string, dnsPort: number): ChildProcess;
  /** Everything that the programs printed. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/**
 * Writes what the component renders and starts it with the programs of this machine. Changed for the test are: the three directories;
 * an address for each pod (`bind`); `/etc/hosts` in a mount namespace in place of cluster DNS, and a DNS server for HAProxy in place of
 * `/etc/resolv.conf`. `adapt` may change more.
 */
export function prepareCache(
  component: Component,
  cache: SentinelCache,
  environment: Environment,
  directory: string,
  adapt = (text: string): string => text,
): RunningCache {
  const { configMaps } = component.render(environment);
  const hosts = nodeHostsOf(cache, environment);
  const { nodes } = namesOf(cache);
  const keepsData = cache.settings(environment).storage !== null;
  /** Running processes with the pod and the script that they belong to. */
  const processes = new Map<ChildProcess, string>();
  let printed = '';
  writeFileSync(
    join(directory, 'hosts'),
    ['127.0.0.1 localhost', ...hosts.map((host, ordinal) => `${addressOf(ordinal)} ${host}`), ''].join('\n'),
  );

  function start(owner: string, command: string[], env: Record<string, string>): ChildProcess {
    const child = spawn(command[0] ?? '', command.slice(1), {
      env: { PATH: `${valkeyPrograms}:${process.env['PATH']}`, ...env },
      detached: true,
    });
    child.stdout?.on('data', (chunk) => (printed += chunk));
    child.stderr?.on('data', (chunk) => (printed += chunk));
    processes.set(child, owner);
    child.once('exit', () => processes.delete(child));
    return child;
  }

  const processesOf = (owner: string) =>
    [...processes].filter(([, of]) => of.startsWith(owner)).map(([child]) => child);

  async function killAll(owner: string): Promise<void> {
    await Promise.all(processesOf(owner).map(kill));
  }

  function signalPod(ordinal: number, signal: NodeJS.Signals): void {
    for (const { pid } of processesOf(`${ordinal}/`)) if (pid !== undefined) process.kill(-pid, signal);
  }

  function writePod(ordinal: number): void {
    const pod = join(directory, String(ordinal));
    for (const name of ['config', 'run', 'data']) mkdirSync(join(pod, name), { recursive: true });
    const files = configMaps.find(({ name }) => name === nodes)?.files ?? {};
    for (const [file, content] of Object.entries(files)) {
      const text = serializeConfigFile(content)
        .replaceAll(`${paths.config}/`, `${pod}/config/`)
        .replaceAll(paths.run, `${pod}/run`)
        .replaceAll(`dir ${paths.data}`, `dir ${pod}/data`)
        .replaceAll(`find ${paths.data} `, `find ${pod}/data `);
      const bind = file.endsWith('.conf') ? `bind ${addressOf(ordinal)}\n` : '';
      writeFileSync(join(pod, 'config', file), adapt(text) + bind);
    }
  }

  const running: RunningCache = {
    hosts,
    output: () => printed,
    run: (ordinal, script) =>
      start(
        `${ordinal}/${script}`,
        [...withHosts(join(directory, 'hosts')), 'sh', join(directory, String(ordinal), 'config', script)],
        { POD_NAME: `${nodes}-${ordinal}`, REDISCLI_AUTH: password },
      ),
    startPod(ordinal) {
      writePod(ordinal);
      running.run(ordinal, 'start-server.sh');
      running.run(ordinal, 'start-sentinel.sh');
    },
    async losePod(ordinal) {
      await killAll(`${ordinal}/`);
      for (const name of keepsData ? ['run'] : ['run', 'data'])
        rmSync(join(directory, String(ordinal), name), { recursive: true });
    },
    async loseNode(ordinal) {
      await killAll(`${ordinal}/`);
      rmSync(join(directory, String(ordinal)), { recursive: true });
    },
    freezePod: (ordinal) => signalPod(ordinal, 'SIGSTOP'),
    thawPod: (ordinal) => signalPod(ordinal, 'SIGCONT'),
    isRunning: (ordinal) => processesOf(`${ordinal}/`).length > 0,
    killServer: (ordinal) => killAll(`${ordinal}/start-server.sh`),
    startClient: (command) =>
      start('client', [...withHosts(join(directory, 'hosts')), ...command], { CACHE_PASSWORD: password }),
    startProxy(haproxy, dnsPort) {
      const text = configMaps.find(({ name }) => name === names.master)?.files[proxyFile];
      if (text === undefined) throw new Error('no proxy');
      const file = join(directory, proxyFile);
      writeFileSync(
        file,
        serializeConfigFile(text)
          .replaceAll('bind *:', `bind ${proxyAddress}:`)
          .replace('parse-resolv-conf', `nameserver test 127.0.0.1:${dnsPort}`)
          // HAProxy knows it since 3.1; Debian 12 has 2.6. Without it a server counts as up until its first check.
          .replace(knowsInitState(haproxy) ? /$^/ : ' init-state down', ''),
      );
      return start('proxy', [haproxy, '-W', '-db', '-f', file], { REDIS_PASSWORD: password });
    },
    stop: () => killAll(''),
  };
  return running;
}

function knowsInitState(haproxy: string): boolean {
  const version = /version (\d+)\.(\d+)/.exec(spawnSync(haproxy, ['-v'], { encoding: 'utf8' }).stdout);
  return Number(version?.[1]) * 100 + Number(version?.[2]) >= 301;
}

/** Command lines of everything that runs on this machine. */
export function commandLines(): string {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}

/** True when this machine lets a process have its own `/etc/hosts`. */
export function canMapHosts(): boolean {
  return spawnSync('unshare', [...unshareFlags, 'mount', '--bind', '/etc/hosts', '/etc/hosts']).status === 0;
}

const unshareFlags = process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];

/** Command that gives what follows a hosts file of its own. */
export function withHosts(file: string): string[] {
  return ['unshare', ...unshareFlags, 'sh', '-c', `mount --bind ${file} /etc/hosts && exec "$@"`, 'sh'];
}

/** Ends a process and what it started, and waits for it. */
function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    process.kill(-child.pid, 'SIGKILL');
  });
}
