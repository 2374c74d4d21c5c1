import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCluster } from '../../../generator/components/data/postgres/cluster.ts';
import { postgresComponent } from '../../../generator/components/data/postgres/postgres.ts';
import type { ObjectStore } from '../../../generator/kubernetes/crds/object-store.ts';
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

const programs = join(projectRoot, '.tools/barman/bin');
const barman = findProgram('BARMAN_CLOUD_BACKUP', [join(programs, 'barman-cloud-backup')], ['--version']);

const s3 = 'http://127.0.0.1:59000';
const backup = { destination: 's3://example-backup/synapse-db', endpoint: s3 };
const source = 'synapse-db';

/** The objects of an environment that recovers, or of the one that it recovers. */
function render(recovery?: { archive: string; targetTime?: string }) {
  const environment = production({ postgres: { backup, ...(recovery && { recovery }) } });
  const stores = postgresComponent.render(environment).resources.filter(({ kind }) => kind === 'ObjectStore');
  const store = (name: string) =>
    stores.find(({ metadata }) => metadata.name === name) as unknown as ObjectStore;
  return { cluster: makeCluster(environment).spec, store };
}

/** Arguments that the plugin makes of an ObjectStore (cloudnative-pg/barman-cloud `pkg/backup`, `pkg/archiver`, `pkg/command`). */
function argumentsOf({ spec }: ObjectStore, server: string) {
  const { configuration } = spec;
  const place = [
    ...['--endpoint-url', configuration.endpointURL ?? '', '--cloud-provider', 'aws-s3'],
    ...[configuration.destinationPath, server],
  ];
  const { data, wal } = configuration;
  return {
    place,
    backup: [`--${data?.compression}`, '--jobs', String(data?.jobs), ...place],
    walArchive: [`--${wal?.compression}`, ...place],
  };
}

function credentials({ spec }: ObjectStore): Record<string, string> {
  const sidecar = spec.instanceSidecarConfiguration?.env ?? [];
  return {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...Object.fromEntries(sidecar.map(({ name, value }) => [name, value ?? ''])),
  };
}

/**
 * What the operator makes of `targetTime` (cloudnative-pg/machinery v0.5.0 `pkg/postgres/time/time.go`): PostgreSQL does not know `Z` when it
 * reads its configuration.
 */
function toPostgres(time: string): string {
  return time.replace('T', ' ').replace(/Z$/, '+00:00');
}

describe.skipIf(postgres === undefined || initdb === undefined || psql === undefined || barman === undefined)(
  'recovery with the real Barman Cloud',
  () => {
    const directory = makeDirectory();
    const { store } = render();
    const own = store('synapse-db-backup');
    const env = credentials(own);
    const at = { ...env, PGHOST: directory, PGPORT: '54331', PGUSER: 'postgres' };
    let bucket: ChildProcess;
    let moment = '';

    const program = (name: string) => join(programs, name);
    const archive = (target: ObjectStore, server: string) =>
      [program('barman-cloud-wal-archive'), ...argumentsOf(target, server).walArchive, '%p'].join(' ');
    /** Exit status of the check that the plugin makes before it lets a restored cluster archive. */
    const checkArchive = (server: string) => {
      const [first = '', ...rest] = [...asPostgres, program('barman-cloud-check-wal-archive')];
      const { place } = argumentsOf(own, server);
      return spawnSync(first, [...rest, ...place], { cwd: '/', env: { ...process.env, ...env } }).status;
    };
    const backups = (server: string): { backup_id: string }[] =>
      JSON.parse(
        run(
          program('barman-cloud-backup-list'),
          ['--format', 'json', ...argumentsOf(own, server).place],
          env,
        ),
      ).backups_list;

    beforeAll(async () => {
      bucket = spawn(program('moto_server'), ['-H', '127.0.0.1', '-p', new URL(s3).port], {
        stdio: 'ignore',
      });
      await waitUntil(async () => (await fetch(`${s3}/example-backup`, { method: 'PUT' })).ok);
      const data = join(directory, 'data');
      run(initdb ?? '', [
        '-D',
        data,
        '--username=postgres',
        '--encoding=UTF8',
        '--lc-collate=C',
        '--lc-ctype=C',
      ]);
      const server = await startServer({
        directory,
        data,
        port: 54_331,
        settings: {
          listen_addresses: '',
          wal_level: 'logical',
          archive_mode: 'on',
          archive_command: archive(own, source),
        },
        env,
      });
      server.query('CREATE TABLE messages (id int)');
      server.query('INSERT INTO messages VALUES (1)');
      run(program('barman-cloud-backup'), ['--user', 'postgres', ...argumentsOf(own, source).backup], at);
      server.query('INSERT INTO messages VALUES (2)');
      server.query('SELECT pg_sleep(1)');
      moment = server.query(`SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);
      server.query('SELECT pg_sleep(1)');
      // The mistake.
      server.query('DROP TABLE messages');
      server.query('CREATE TABLE afterwards ()');
      const last = server.query('SELECT pg_walfile_name(pg_switch_wal())');
      await waitUntil(
        async () => server.query('SELECT last_archived_wal FROM pg_stat_archiver') >= last,
        server.log,
        60_000,
      );
      await server.stop();
    }, 180_000);

    afterAll(() => {
      bucket?.kill();
      rmSync(directory, { recursive: true });
    });

    /** Restores as the plugin and the operator do, with what the recovering environment renders. */
    async function restore(
      name: string,
      recovery: { archive: string; targetTime?: string },
    ): Promise<Server> {
      const { cluster, store: storeOf } = render(recovery);
      const from = cluster?.externalClusters?.find((one) => one.name === cluster.bootstrap?.recovery?.source);
      const { barmanObjectName = '', serverName = '' } = from?.plugin?.parameters ?? {};
      const { place } = argumentsOf(storeOf(barmanObjectName), serverName);
      const data = join(directory, name);
      const id = backups(serverName)[0]?.backup_id ?? '';
      run(program('barman-cloud-restore'), [...place, id, data], env);
      run('chmod', ['700', data]);
      run('touch', [join(data, 'recovery.signal')]);
      const target = cluster?.bootstrap?.recovery?.recoveryTarget?.targetTime;
      const [plugin] = cluster?.plugins ?? [];
      return startServer({
        directory,
        data,
        port: 54_332,
        settings: {
          listen_addresses: '',
          wal_level: 'logical',
          archive_mode: 'on',
          archive_command: archive(own, String(plugin?.parameters?.['serverName'])),
          restore_command: [program('barman-cloud-wal-restore'), ...place, '%f', '%p'].join(' '),
          recovery_target_action: 'promote',
          ...(target !== undefined && { recovery_target_time: toPostgres(target) }),
        },
        env,
      });
    }

    it('stops before the mistake when the environment says when', async () => {
      const server = await restore('before', { archive: 'synapse-db-2', targetTime: moment });
      try {
        expect(server.query('SELECT string_agg(id::text, $$,$$ ORDER BY id) FROM messages')).toBe('1,2');
        expect(server.query("SELECT to_regclass('afterwards') IS NULL")).toBe('t');
        const last = server.query('SELECT pg_walfile_name(pg_switch_wal())');
        await waitUntil(
          async () => server.query('SELECT last_archived_wal FROM pg_stat_archiver') >= last,
          server.log,
          60_000,
        );
      } finally {
        await server.stop();
      }
    }, 120_000);

    it('goes to the end of the archive when it does not', async () => {
      const server = await restore('latest', { archive: 'synapse-db-3' });
      try {
        expect(server.query("SELECT to_regclass('messages') IS NULL")).toBe('t');
        expect(server.query("SELECT to_regclass('afterwards') IS NULL")).toBe('f');
      } finally {
        await server.stop();
      }
    }, 120_000);

    it('leaves the archive that it came from alone: the plugin refuses it, and takes the new one', () => {
      expect(checkArchive(source)).not.toBe(0);
      expect(checkArchive('synapse-db-4')).toBe(0);
      // The restored server has archived under the name that its environment gave it.
      expect(checkArchive('synapse-db-2')).not.toBe(0);
      expect(backups(source)).toHaveLength(1);
    });
  },
);
