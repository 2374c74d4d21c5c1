import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buckets, objectStoreFor } from '../../../generator/components/data/object-store/names.ts';
import { secretPath } from '../../../generator/components/synapse/paths.ts';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';
import { synapseComponent } from '../../../generator/components/synapse/synapse.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { makeEnvironment } from './environments.ts';
import { findInitdb, findProgram, findSynapsePython } from './find-program.ts';
import { podArguments } from './pod-command.ts';
import {
  registerUser,
  startPostgres,
  startRedis,
  writeCertificates,
  writePodFiles,
  writeSecrets,
} from './real-platform.ts';
import { waitUntil } from './start-router.ts';
import { type S3Stub, startS3Stub } from './start-s3-stub.ts';
import { writeConfigMap } from './write-config-map.ts';

const python = findSynapsePython() ?? '';
const redis = findProgram('REDIS_SERVER', ['redis-server'], ['--version']) ?? '';
const postgres = findInitdb() ?? '';

const cleanup = 'synapse-media-cleanup';
const databasePort = 25_433;
const redisPort = 26_380;
const address = '127.23.0.1';
const root = mkdtempSync(join(tmpdir(), 'synapse-media-'));
chmodSync(root, 0o755);

/** Main keeps media and is alone; the provider and the job are what every environment has. */
function alone(): Environment {
  const environment = makeEnvironment({ sync: 0, eventPersister: 0, federationSender: 0 });
  const workers = Object.fromEntries(
    Object.entries(environment.synapse.workers).map(([kind, worker]) => [kind, { ...worker, replicas: 0 }]),
  ) as unknown as Environment['synapse']['workers'];
  const media = { ...environment.synapse.media, image: 'registry.example.org/matrix/synapse-s3' };
  return { ...environment, synapse: { ...environment.synapse, workers, media } };
}

describe.skipIf([python, redis, postgres].includes(''))('media in an object store', () => {
  const environment = alone();
  const { resources } = synapseComponent.render(environment);
  const find = (kind: string, name: string): unknown =>
    resources.find((each) => each.kind === kind && each.metadata.name === name);
  const pod = join(root, 'pod');
  const running: ChildProcess[] = [];
  let store: S3Stub;
  let databasePassword = '';
  let token = '';
  let log = '';
  const base = `http://${address}:${synapsePorts.http}`;

  /** Variables of a container that are written in its manifest; those of Secrets and fields are made up. */
  const variablesOf = (env: readonly { name: string; value?: string }[] = []): Record<string, string> => ({
    ...Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'made-up'])),
    LD_PRELOAD: '',
    PGPASSWORD: databasePassword,
    PGHOSTADDR: '127.0.0.1',
    PGPORT: String(databasePort),
    PGSSLROOTCERT: join(pod, secretPath('databaseCa')),
  });

  const call = async (method: string, path: string, body?: Buffer) =>
    fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
      ...(body && { body }),
    });

  const upload = async (text: string): Promise<string> => {
    const answer = (await (await call('POST', '/_matrix/media/v3/upload', Buffer.from(text))).json()) as {
      content_uri?: string;
    };
    return answer.content_uri?.split('/').at(-1) ?? JSON.stringify(answer);
  };

  const localFile = (id: string) =>
    join(root, 'pod/media/local_content', id.slice(0, 2), id.slice(2, 4), id.slice(4));
  const storedKey = (id: string) =>
    `/${buckets.synapse}/local_content/${id.slice(0, 2)}/${id.slice(2, 4)}/${id.slice(4)}`;

  const psql = (text: string) => {
    const done = spawnSync(
      'psql',
      [
        '-h',
        join(root, 'postgres'),
        '-p',
        String(databasePort),
        '-U',
        'postgres',
        '-d',
        'synapse',
        '-c',
        text,
      ],
      { encoding: 'utf8' },
    );
    expect([done.stderr, done.status]).toEqual(['', 0]);
  };

  /** Runs the job's container, or another program in its place. */
  const runJob = (program?: readonly string[]) => {
    const job = find('CronJob', cleanup) as ICronJob;
    const [container] = job.spec?.jobTemplate.spec?.template.spec?.containers ?? [];
    const work = join(root, 'work');
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    const move = (word: string) =>
      word
        .replace(/^\/etc\/synapse/, `${pod}/etc/synapse`)
        .replace(/^\/media$/, `${pod}/media`)
        .replace(objectStoreFor(environment).endpoint, store.url)
        .replace(/^python3$/, python);
    const [command = '', ...words] = (
      program ?? [...(container?.command ?? []), ...(container?.args ?? [])]
    ).map(move);
    return new Promise<{ status: number | null; output: string }>((done) => {
      // Not synchronously: the stand-in for the store lives in this process.
      const child = spawn(command, words, {
        cwd: work,
        env: {
          ...variablesOf(container?.env),
          PATH: `${resolve('.tools/synapse/bin')}:${process.env['PATH']}`,
        },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
      child.once('close', (status) => done({ status, output }));
    });
  };

  beforeAll(async () => {
    store = await startS3Stub();
    const secrets = writeSecrets(join(pod, secretPath('macaroon'), '..'));
    databasePassword = secrets.databasePassword;
    const certificates = join(root, 'certificates');
    writeCertificates(certificates, join(pod, secretPath('databaseCa')));
    running.push(startRedis(join(root, 'redis'), redisPort, secrets.redisPassword));
    const binaries = join(postgres, '..');
    running.push(
      await startPostgres(binaries, join(root, 'postgres'), certificates, databasePort, databasePassword),
    );
    const addresses = new Map([['synapse-main-0', address]]);
    const move = (text: string) => text.replaceAll(objectStoreFor(environment).endpoint, store.url);
    writePodFiles(environment, pod, 'synapse-main-0', { databasePort, redisPort, addresses }, move);
    writeConfigMap(environment, cleanup, join(pod, '/etc/synapse/media-cleanup'), (text) => text);
    const main = find('StatefulSet', 'synapse-main') as IStatefulSet;
    const [container] = main.spec?.template?.spec?.containers ?? [];
    const child = spawn(python, podArguments(environment, 'synapse-main-0', pod), {
      cwd: pod,
      env: { ...process.env, ...variablesOf(container?.env) },
    });
    running.push(child);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
    await waitUntil(
      async () => (await fetch(`http://${address}:${synapsePorts.health}/health`)).status === 200,
      () => log,
      90_000,
    );
    token = await registerUser(base, secrets.registration, 'alice');
  }, 180_000);

  afterAll(async () => {
    store?.stop();
    for (const child of running.reverse()) {
      if (child.exitCode !== null) continue;
      const gone = new Promise((exited) => child.once('exit', exited));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(root, { recursive: true, force: true });
  }, 60_000);

  it('has an upload in the store when it answers it, in the class that every store knows', async () => {
    const id = await upload('synchronous');
    expect(store.objects.get(storedKey(id))?.toString()).toBe('synchronous');
    expect(existsSync(localFile(id))).toBe(true);
    expect(store.lastUpload()['x-amz-storage-class']).toBe('STANDARD');
    expect(Object.keys(store.lastUpload()).filter((name) => /checksum|trailer/.test(name))).toEqual([]);
  });

  it('says that an upload failed when the store refuses it', async () => {
    store.refuses = true;
    const answer = await call('POST', '/_matrix/media/v3/upload', Buffer.from('refused'));
    store.refuses = false;
    expect(answer.status).toBe(500);
  });

  it('moves old media only, and serves it from the store afterwards', async () => {
    const old = await upload('old');
    const recent = await upload('recent');
    psql(
      `UPDATE local_media_repository SET created_ts = created_ts - 8 * 86400000::bigint WHERE media_id = '${old}'`,
    );
    const { status, output } = await runJob();
    expect([status, output]).toEqual([0, expect.stringContaining('moved 1 media')]);
    expect([existsSync(localFile(old)), existsSync(localFile(recent))]).toEqual([false, true]);
    const served = await call('GET', `/_matrix/client/v1/media/download/example.org/${old}`);
    expect([served.status, await served.text()]).toEqual([200, 'old']);
  });

  it('fails when an upload fails, and keeps the file; the program alone would not', async () => {
    const id = await upload('must not get lost');
    psql(
      `UPDATE local_media_repository SET created_ts = created_ts - 8 * 86400000::bigint WHERE media_id = '${id}'`,
    );
    store.objects.clear();
    store.refuses = true;
    const failed = await runJob();
    expect(failed.output).toContain('Failed to upload file');
    expect(failed.output).toContain('1 of 1 media could not be moved');
    expect(failed.status).toBe(1);
    expect(existsSync(localFile(id))).toBe(true);
    const config = join(pod, 'etc/synapse/config/main.yaml');
    const alone = await runJob([
      'sh',
      '-c',
      `s3_media_upload --no-progress update ${pod}/media 7d --homeserver-config-path ${config} &&
       s3_media_upload --no-progress upload ${pod}/media ${buckets.synapse} --endpoint-url ${store.url} --delete`,
    ]);
    expect(alone.output).toContain('Failed to upload file');
    expect(alone.status).toBe(0);
    store.refuses = false;
    expect((await runJob()).status).toBe(0);
    expect(existsSync(localFile(id))).toBe(false);
    expect(store.objects.get(storedKey(id))?.toString()).toBe('must not get lost');
  });

  it('fails when the store cannot be reached at all', async () => {
    const id = await upload('nobody there');
    psql(
      `UPDATE local_media_repository SET created_ts = created_ts - 8 * 86400000::bigint WHERE media_id = '${id}'`,
    );
    const { url } = store;
    store.stop();
    const { status, output } = await runJob();
    expect([url, status, output]).toEqual([
      url,
      1,
      expect.stringContaining('s3_media_upload upload ended with'),
    ]);
    expect(existsSync(localFile(id))).toBe(true);
  });
});
