import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { serviceHost } from '../../../generator/components/common/service-host.ts';
import type { Component } from '../../../generator/components/component.ts';
import { names, namespace, ports } from '../../../generator/components/data/object-store/names.ts';
import { objectStoreComponent } from '../../../generator/components/data/object-store/object-store.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { findProgram } from '../synapse/find-program.ts';
import { withHosts } from './start-cache.ts';

const programs = resolve(import.meta.dirname, '../../../.tools/object-store');

/** Silo's source is in no package registry: `setup.sh` builds the last MinIO, from which Silo went on. */
export const minio = findProgram('MINIO', [`${programs}/minio`], ['--version']);
export const mc = findProgram('MINIO_CLIENT', [`${programs}/mc`], ['--version']);

/** A store, its servers on loopback addresses of their own. */
export interface RunningStore {
  /** URL of one server. */
  url(ordinal: number): string;
  start(ordinal: number): void;
  kill(ordinal: number): Promise<void>;
  /** What all servers printed. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** Where one store of a test lives. */
export interface StorePlace {
  readonly directory: string;
  /** First three bytes of the addresses of its servers. */
  readonly network: string;
  readonly root: { readonly user: string; readonly password: string };
}

/**
 * Runs the rendered servers. Changed for the test are: the name of the program; the address, since a machine has one port 9000; the
 * directories, which a mount namespace gives each server under the same path; `/etc/hosts` in place of cluster DNS; and, by the variables
 * of MinIO's own tests, which name is the server's own and that disks may be the root disk.
 */
export function prepareStore(environment: Environment, place: StorePlace): RunningStore {
  const { directory, network } = place;
  const set = objectStoreComponent
    .render(environment)
    .resources.find(({ kind }) => kind === 'StatefulSet') as unknown as IStatefulSet | undefined;
  const container = set?.spec?.template.spec?.containers[0];
  if (container === undefined) throw new Error('no servers are rendered');
  const host = (ordinal: number) =>
    serviceHost(environment, `${names.service}-${ordinal}.${names.headless}`, namespace);
  const address = (ordinal: number) => `${network}.${ordinal + 1}`;
  const data = join(directory, 'data');
  const hosts = join(directory, 'hosts');
  const settings = join(directory, 'config.env');
  mkdirSync(data, { recursive: true });
  const count = set?.spec?.replicas ?? 1;
  writeFileSync(
    hosts,
    Array.from({ length: count }, (_, each) => `${address(each)} ${host(each)}\n`).join(''),
  );
  writeFileSync(
    settings,
    `export MINIO_ROOT_USER="${place.root.user}"\nexport MINIO_ROOT_PASSWORD="${place.root.password}"\n`,
  );
  const running = new Map<number, ChildProcess>();
  let printed = '';

  const store: RunningStore = {
    url: (ordinal) => `http://${address(ordinal)}:${ports.s3}`,
    output: () => printed,
    start(ordinal) {
      const own = join(directory, `server-${ordinal}`);
      for (const mount of container.volumeMounts ?? [])
        if (mount.mountPath.startsWith('/data/'))
          mkdirSync(join(own, mount.mountPath.slice('/data/'.length)), { recursive: true });
      const words = (container.command ?? []).map((word) =>
        word.replace(/^:/, `${address(ordinal)}:`).replace('/data/', `${data}/`),
      );
      const env = Object.fromEntries((container.env ?? []).map(({ name, value = '' }) => [name, value]));
      const child = spawn(
        'unshare',
        [
          ...withHosts(hosts).slice(1),
          ...['sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', own, data],
          ...[minio ?? '', ...words.slice(1)],
        ],
        {
          detached: true,
          env: {
            PATH: process.env['PATH'] ?? '',
            HOME: directory,
            ...env,
            MINIO_CONFIG_ENV_FILE: settings,
            MINIO_CI_CD: '1',
            KUBERNETES_SERVICE_HOST: '127.0.0.1',
            _MINIO_SERVER_LOCAL: `${host(ordinal)}:${ports.s3}`,
          },
        },
      );
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk));
      running.set(ordinal, child);
    },
    async kill(ordinal) {
      const child = running.get(ordinal);
      running.delete(ordinal);
      if (child?.pid === undefined || child.exitCode !== null) return;
      const gone = new Promise((resolveGone) => child.once('exit', resolveGone));
      process.kill(-child.pid, 'SIGKILL');
      await gone;
    },
    stop: async () => void (await Promise.all([...running.keys()].map((ordinal) => store.kill(ordinal)))),
  };
  return store;
}

/** What a client pod runs, and what it sees. */
export interface ClientRun {
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Texts of the script and their place in the test: paths, addresses. */
  readonly replace: Readonly<Record<string, string>>;
  /** Comes before mc on the path. */
  readonly path?: string;
}

/** Runs a rendered script with bash, as its pod would. */
export function runScript(
  component: Component,
  environment: Environment,
  directory: string,
  { script, env, replace, path = '' }: ClientRun,
): { status: number | null; output: string } {
  mkdirSync(directory, { recursive: true });
  for (const { files } of component.render(environment).configMaps)
    for (const [file, content] of Object.entries(files)) {
      let text = serializeConfigFile(content);
      for (const [from, to] of Object.entries({ '/config/': `${directory}/`, ...replace }))
        text = text.replaceAll(from, to);
      writeFileSync(join(directory, file), text);
    }
  const { status, stdout, stderr } = spawnSync('bash', [join(directory, script)], {
    encoding: 'utf8',
    timeout: 90_000,
    env: {
      PATH: `${path}:${dirname(mc ?? '')}:${process.env['PATH']}`,
      TMPDIR: directory,
      MC_CONFIG_DIR: join(directory, 'mc'),
      ...env,
    },
  });
  return { status, output: stdout + stderr };
}

/** Runs mc as one user of the store at a URL, which it knows as `store`. */
export function runClient(
  directory: string,
  url: string,
  user: { readonly user: string; readonly password: string },
  words: readonly string[],
  input?: string,
): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(mc ?? '', words, {
    encoding: 'utf8',
    timeout: 60_000,
    ...(input !== undefined && { input }),
    env: {
      PATH: process.env['PATH'] ?? '',
      MC_CONFIG_DIR: join(directory, 'mc'),
      MC_HOST_store: url.replace('://', `://${user.user}:${user.password}@`),
    },
  });
  return { status, output: stdout + stderr };
}
