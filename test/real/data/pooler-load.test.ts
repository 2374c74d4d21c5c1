import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgetConnections } from '../../../generator/components/data/postgres/connection-budget.ts';
import { makePoolerParameters } from '../../../generator/components/data/postgres/pooler.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { production } from '../../components/data/environments.ts';
import { findProgram } from '../synapse/find-program.ts';
import { waitUntil } from '../synapse/start-router.ts';
import {
  asPostgres,
  initdb,
  makeDirectory,
  postgres,
  psql,
  run,
  type Server,
  startServer,
} from './postgres-server.ts';

const pgbouncer = findProgram('PGBOUNCER', ['pgbouncer', '/usr/sbin/pgbouncer'], ['--version']);
const python = findProgram(
  'SYNAPSE_PYTHON',
  [join(projectRoot, '.tools/synapse/bin/python3')],
  [...['-c', 'import psycopg2']],
);

/** Ports of the two pooler pods that are left when one of three is down. */
const left = [64_331, 64_332];

describe.skipIf([postgres, initdb, psql, pgbouncer, python].includes(undefined))(
  'real PgBouncer with one of three pods down',
  () => {
    const directory = makeDirectory();
    const environment = production();
    const budget = budgetConnections(environment);
    const clients = budget.workers.connections + budget.jobs;
    let server: Server;

    beforeAll(async () => {
      const data = join(directory, 'data');
      run(initdb ?? '', ['-D', data, '--username=postgres', '--auth=trust']);
      server = await startServer({
        directory,
        data,
        port: 54_333,
        settings: {
          listen_addresses: '127.0.0.1',
          max_connections: String(budget.maxConnections),
          shared_buffers: '32MB',
        },
      });
      const made = spawnSync('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=test'],
        ...['-keyout', join(directory, 'key.pem'), '-out', join(directory, 'certificate.pem')],
      ]);
      expect(made.status).toBe(0);
      chmodSync(join(directory, 'key.pem'), 0o644);
    }, 60_000);

    afterAll(async () => {
      await server.stop();
      rmSync(directory, { recursive: true });
    });

    /** Clients that find a server connection within a few seconds, all at the same time. */
    async function countServed(parameters: Record<string, string>): Promise<number> {
      const poolers = left.map((port) => startPooler(port, parameters));
      try {
        for (const port of left) {
          await waitUntil(async () => ask(port, 'postgres', 'SELECT 1').trim() === '1');
        }
        const script = join(import.meta.dirname, 'hold-connections.py');
        const held = spawnSync(python ?? '', [script, ...left.map(String), String(clients)], {
          encoding: 'utf8',
        });
        if (held.status !== 0) throw new Error(held.stderr);
        return Number(held.stdout);
      } finally {
        for (const pooler of poolers) {
          const exit = new Promise((resolve) => pooler.once('exit', resolve));
          spawnSync('kill', ['-QUIT', run('cat', [join(directory, `${poolers.indexOf(pooler)}.pid`)])]);
          await exit;
        }
      }
    }

    function startPooler(port: number, parameters: Record<string, string>): ChildProcess {
      const name = join(directory, `${left.indexOf(port)}`);
      writeFileSync(
        `${name}.ini`,
        [
          '[databases]',
          '* = host=127.0.0.1 port=54333 user=postgres',
          '[pgbouncer]',
          'pool_mode = session',
          'listen_addr = 127.0.0.1',
          `listen_port = ${port}`,
          `pidfile = ${name}.pid`,
          'unix_socket_dir =',
          'auth_type = any',
          `client_tls_cert_file = ${join(directory, 'certificate.pem')}`,
          `client_tls_key_file = ${join(directory, 'key.pem')}`,
          ...Object.entries(parameters).map(([key, value]) => `${key} = ${value}`),
          '',
        ].join('\n'),
      );
      const [program = '', ...rest] = [...asPostgres, pgbouncer ?? '', `${name}.ini`];
      return spawn(program, rest, { cwd: '/', stdio: 'ignore' });
    }

    function ask(port: number, database: string, sql: string): string {
      const place = `host=127.0.0.1 port=${port} user=postgres dbname=${database} sslmode=require`;
      return spawnSync(psql ?? '', [place, '-Atc', sql], { encoding: 'utf8' }).stdout;
    }

    const rendered = makePoolerParameters(budget.pooler);

    it('serves every connection that the catalogue opens, however they spread', async () => {
      expect(clients).toBeGreaterThan(100);
      expect(await countServed(rendered)).toBe(clients);
    });

    it("leaves most of them waiting with the design's 20 connections for each pod", async () => {
      const design = {
        ...rendered,
        default_pool_size: '20',
        reserve_pool_size: '0',
        max_db_connections: '20',
        query_wait_timeout: '3',
      };
      expect(await countServed(design)).toBe(2 * 20);
    });
  },
);
