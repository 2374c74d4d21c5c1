import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCluster } from '../../../generator/components/data/postgres/cluster.ts';
import { makePoolerParameters } from '../../../generator/components/data/postgres/pooler.ts';
import { sizePooler } from '../../../generator/components/data/postgres/pooler-size.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';
import { restartParameters } from '../../../generator/review/dangers/database-restart.ts';
import { makeEnvironment } from '../make-environment.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { asPostgres, initdb, makeDirectory, postgres, psql, run, startServer } from './postgres-server.ts';

const pgbouncer = findProgram('PGBOUNCER', ['pgbouncer', '/usr/sbin/pgbouncer'], ['--version']);

const port = 54_329;

/**
 * Rendered parameters that the image's PostgreSQL has and the server here does not know, or refuses: Debian's is older. A name that
 * comes here is no longer proved by this test.
 */
const versionDependent: readonly string[] = [];

/** Parameters that also wait for a start, and that CloudNativePG v1.30.0 fixes or refuses (`pkg/postgres/configuration.go`). */
const operatorDecides = [
  'archive_mode',
  ...['bonjour', 'bonjour_name', 'cluster_name', 'config_file', 'data_directory', 'data_sync_retry'],
  ...['event_source', 'external_pid_file', 'hba_file', 'hot_standby', 'ident_file'],
  // For salvaging a broken server.
  'ignore_invalid_pages',
  ...['jit_provider', 'listen_addresses', 'logging_collector'],
  // Gone with PostgreSQL 17.
  'old_snapshot_threshold',
  'port',
  ...['', '_action', '_inclusive', '_lsn', '_name', '_time', '_timeline', '_xid'].map(
    (end) => `recovery_target${end}`,
  ),
  'shared_preload_libraries',
  ...['directories', 'group', 'permissions'].map((end) => `unix_socket_${end}`),
];

describe.skipIf(postgres === undefined || initdb === undefined || psql === undefined)(
  'real PostgreSQL',
  () => {
    const directory = makeDirectory();
    const data = join(directory, 'data');
    afterAll(() => rmSync(directory, { recursive: true }));

    const { postgresql, bootstrap } = makeCluster(referenceEnvironment()).spec ?? {};
    const parameters = postgresql?.parameters ?? {};

    beforeAll(() => {
      const options = bootstrap?.initdb;
      // CloudNativePG turns the fields of `bootstrap.initdb` into these arguments (v1.30.0 `pkg/specs/jobs.go`).
      run(initdb ?? '', [
        '-D',
        data,
        '--username=postgres',
        `--encoding=${options?.encoding}`,
        `--lc-collate=${options?.localeCollate}`,
        `--lc-ctype=${options?.localeCType}`,
        ...(options?.dataChecksums === true ? ['--data-checksums'] : []),
      ]);
    }, 60_000);

    it('knows every parameter and accepts its value', () => {
      // `-C` prints one parameter of the configuration as PostgreSQL understood it, and fails on a name or value that it does not know.
      const settings = Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const understood = Object.fromEntries(
        Object.keys(parameters).map((name) => [
          name,
          run(postgres ?? '', ['-D', data, ...settings, '-C', name]),
        ]),
      );
      expect(understood).toMatchObject({
        max_connections: parameters['max_connections'],
        // 8 kB pages: 16 GiB and 48 GiB.
        shared_buffers: String((16 * 2 ** 30) / 8192),
        effective_cache_size: String((48 * 2 ** 30) / 8192),
        // Kilobytes and megabytes.
        work_mem: String(32 * 1024),
        maintenance_work_mem: String(2 * 1024 * 1024),
        max_wal_size: '12800',
        max_slot_wal_keep_size: String(50 * 1024),
        autovacuum_naptime: '10',
        random_page_cost: '1.1',
      });
    });

    it('has no parameters that depend on the version but the listed ones', () => {
      const isRefused = ([name, value]: [string, string]) => {
        try {
          run(postgres ?? '', ['-D', data, '-c', `${name}=${value}`, '-C', name]);
          return false;
        } catch {
          return true;
        }
      };
      const refused = Object.entries(parameters)
        .filter(isRefused)
        .map(([name]) => name);
      const version = run(postgres ?? '', ['--version']);
      console.info(
        `refused by ${version}: ${refused.join(', ') || 'none'} of ${Object.keys(parameters).length}`,
      );
      expect(refused).toEqual(versionDependent);
      // The probe can tell: this one came with PostgreSQL 17.
      expect(isRefused(['io_combine_limit', '128kB'])).toBe(
        Number.parseInt(/\d+/.exec(version)?.[0] ?? '', 10) < 17,
      );
    });

    it('runs with the parameters of a small environment, and its databases have collation C', async () => {
      const small = makeEnvironment({ scale: { users: 50, availability: 'single' } });
      const settings = { ...makeCluster(small).spec?.postgresql?.parameters, listen_addresses: '' };
      const server = await startServer({ directory, data, port, settings });
      try {
        server.query('CREATE DATABASE synapse');
        expect(
          server.query(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = 'synapse'",
          ),
        ).toBe('UTF8|C|C');
        expect(server.query('SHOW data_checksums')).toBe('on');
        expect(server.query('SHOW autovacuum')).toBe('on');
        const atStart = server
          .query("SELECT name FROM pg_settings WHERE context = 'postmaster' ORDER BY name")
          .split('\n');
        expect([...restartParameters].filter((name) => !atStart.includes(name))).toEqual([]);
        expect(atStart.filter((name) => !restartParameters.has(name))).toEqual(operatorDecides);
      } finally {
        await server.stop();
      }
    });
  },
);

describe.skipIf(pgbouncer === undefined || psql === undefined)('real PgBouncer', () => {
  const directory = makeDirectory();
  afterAll(() => rmSync(directory, { recursive: true }));

  it('accepts every parameter, and asks clients for TLS but not its own manager on the socket', async () => {
    const key = join(directory, 'key.pem');
    const certificate = join(directory, 'certificate.pem');
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=test'],
      ...['-keyout', key, '-out', certificate],
    ]);
    expect(made.status).toBe(0);
    chmodSync(key, 0o644);
    const configuration = join(directory, 'pgbouncer.ini');
    writeFileSync(
      configuration,
      [
        '[databases]',
        '* = host=127.0.0.1',
        '[pgbouncer]',
        'pool_mode = session',
        'listen_addr = 127.0.0.1',
        'listen_port = 64329',
        `unix_socket_dir = ${directory}`,
        'auth_type = any',
        'admin_users = pgbouncer',
        `client_tls_cert_file = ${certificate}`,
        `client_tls_key_file = ${key}`,
        ...Object.entries(makePoolerParameters(sizePooler({ connections: 84, instances: 3 }))).map(
          ([name, value]) => `${name} = ${value}`,
        ),
        '',
      ].join('\n'),
    );
    const [program = '', ...rest] = [...asPostgres, pgbouncer ?? '', configuration];
    const pooler = spawn(program, rest, { cwd: '/' });
    let log = '';
    pooler.stderr.on('data', (chunk) => (log += chunk));
    const connect = (place: string) =>
      spawnSync(psql ?? '', [`${place} port=64329 user=pgbouncer dbname=pgbouncer`, '-Atc', 'SHOW CONFIG'], {
        encoding: 'utf8',
      });
    try {
      await waitUntil(
        async () => connect(`host=${directory}`).status === 0,
        () => log,
      );
      expect(connect(`host=${directory}`).stdout).toContain('default_pool_size|53|');
      expect(connect('host=127.0.0.1 sslmode=disable').stderr).toContain('SSL required');
      expect(connect('host=127.0.0.1 sslmode=require').status).toBe(0);
      expect(log).not.toMatch(/WARNING|ERROR.*config|unknown parameter/);
    } finally {
      const exit = new Promise((resolve) => pooler.once('exit', resolve));
      spawnSync(psql ?? '', [
        `host=${directory} port=64329 user=pgbouncer dbname=pgbouncer`,
        '-c',
        'SHUTDOWN',
      ]);
      await exit;
    }
  });
});
