import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';

/** PostgreSQL refuses to run as root. */
export const asPostgres = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];

export const postgres = findProgram(
  'POSTGRES',
  ['postgres', '/usr/lib/postgresql/15/bin/postgres'],
  ['--version'],
);
export const initdb = findProgram('INITDB', ['initdb', '/usr/lib/postgresql/15/bin/initdb'], ['--version']);
export const psql = findProgram('PSQL', ['psql'], ['--version']);

/** Runs a program as a user that PostgreSQL accepts, and returns what it printed. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): string {
  const [program = '', ...rest] = [...asPostgres, command, ...args];
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: 'utf8',
    cwd: '/',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout.trim();
}

/** A directory below which PostgreSQL may make its own. */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  chmodSync(directory, 0o777);
  return directory;
}

/** A PostgreSQL server that answers on a socket in `directory`. */
export interface Server {
  readonly log: () => string;
  query(sql: string): string;
  /** Fast shutdown: what was archived stays, what was not is archived. */
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly directory: string;
  readonly data: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly env?: Record<string, string>;
}

/** Starts a server and waits until it accepts writes. */
export async function startServer({
  directory,
  data,
  port,
  settings,
  env = {},
}: ServerOptions): Promise<Server> {
  const all = { unix_socket_directories: directory, ...settings };
  const [program = '', ...rest] = [
    ...asPostgres,
    postgres ?? '',
    ...['-D', data, '-p', String(port)],
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const server: ChildProcess = spawn(program, rest, { cwd: '/', env: { ...process.env, ...env } });
  let log = '';
  server.stderr?.on('data', (chunk) => (log += chunk));
  const query = (sql: string) =>
    run(psql ?? '', ['-h', directory, '-p', String(port), '-U', 'postgres', '-Atc', sql, 'postgres']);
  await waitUntil(
    async () => query('SELECT pg_is_in_recovery()') === 'f',
    () => log,
    60_000,
  );
  return {
    log: () => log,
    query,
    stop: async () => {
      const exit = new Promise((resolve) => server.once('exit', resolve));
      spawnSync('kill', ['-INT', run('head', ['-1', join(data, 'postmaster.pid')])]);
      await exit;
    },
  };
}
