import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ports as cachePorts } from '../../../generator/components/data/sentinel-cache/sentinel-cache.ts';
import { makeHaproxyConfig } from '../../../generator/components/synapse/router/haproxy-config.ts';
import { fixedHostPorts } from '../../../generator/environment/host-ports.ts';
import { compression, logOfRequest } from '../../../generator/metrics/log-volume.ts';
import { seriesOfMonitor } from '../../../generator/metrics/series-of-target.ts';
import { countHaproxySeries, countNodeSeries } from '../../../generator/platform/estimate-series.ts';
import { canMapHosts } from '../data/start-cache.ts';
import { mc, minio, prepareStore, runClient } from '../data/start-object-store.ts';
import { makeEnvironment } from '../make-environment.ts';
import { builtLivekit, type Livekit, startLivekit } from '../rtc/start-livekit.ts';
import { findProgram } from '../synapse/find-program.ts';
import { canStartEveryWorker, type EveryWorker, startEveryWorker } from '../synapse/start-every-worker.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { expectEstimate, expectSynapseSeries, fetchSeries } from './count-series.ts';
import { askEveryPath, compress, countBytes, type Written, watchPeople } from './measure-synapse.ts';

const root = mkdtempSync(join(tmpdir(), 'series-'));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Estimate of an endpoint of a monitor. */
function estimateOf(monitor: string): number {
  const series = seriesOfMonitor[monitor]?.series;
  if (series === undefined) throw new Error(`Nothing is known of ${monitor}.`);
  return series;
}

/** A kind for each row of the table; `every-worker.test.ts` holds all kinds against it. */
const kinds = [
  'sync',
  'clientReader',
  'eventCreator',
  'mediaRepository',
  'eventPersister',
  'pusher',
] as const;

describe.skipIf(!canStartEveryWorker)('Synapse and its router', () => {
  let everything: EveryWorker;
  let written: Written;

  beforeAll(async () => {
    const place = { root, net: 26, databasePort: 25_437, redisPort: 26_384 };
    everything = await startEveryWorker(place, kinds);
    written = await watchPeople(everything.platform);
    await askEveryPath(everything.platform);
  }, 200_000);
  afterAll(() => everything?.stop(), 90_000);

  it('Synapse has the series that the plan counts', async () => {
    await expectSynapseSeries(everything.platform);
  });

  it('HAProxy has the series that the plan counts for its configuration', async () => {
    const config = makeHaproxyConfig(everything.environment);
    if (config.format !== 'haproxy') throw new Error('no configuration of HAProxy');
    const measured = await fetchSeries(`${everything.platform.router.url('status')}/metrics`);
    expectEstimate('router', measured, countHaproxySeries(config.sections));
  });

  it('a request writes the lines that the plan counts', () => {
    const { requests, router } = written;
    const lines = written.synapse.flat();
    const access = lines.filter(isAccess);
    const others = lines.filter((line) => !isAccess(line));
    expect(requests).toBeGreaterThan(400);
    for (const [part, written] of Object.entries({ access, others, router })) {
      const { lines, bytes } = logOfRequest[part as keyof typeof logOfRequest];
      expectEstimate(`lines of ${part}`, written.length / requests, lines);
      expectEstimate(`bytes of ${part}`, countBytes(written) / requests, bytes);
    }
    expect(router.length).toBe(requests);
  });

  it.each([
    ['with the access log of Synapse', () => true],
    ['without', (line: string) => !isAccess(line)],
  ])('lines are compressed as the plan counts, stream by stream: %s', (_, isWritten) => {
    const streams = [...written.synapse.map((lines) => lines.filter(isWritten)), written.router].filter(
      (lines) => lines.length > 0,
    );
    const sum = (size: (lines: readonly string[]) => number) =>
      streams.reduce((total, lines) => total + size(lines), 0);
    const ratio = sum(countBytes) / sum(compress);
    expect(ratio).toBeGreaterThanOrEqual(compression);
    expect(ratio).toBeLessThanOrEqual(2 * compression);
  });
});

/** True for the line that a process writes of a request that it answered. */
function isAccess(line: string): boolean {
  return /"namespace":\s*"synapse\.access/.test(line);
}

/** Runs an exporter of Debian's until it answers. */
async function startExporter(command: string, port: number, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(command, [...args, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  await waitUntil(async () => (await fetchSeries(`http://127.0.0.1:${port}/metrics`)) > 0);
  return child;
}

const nodeExporter = findProgram('NODE_EXPORTER', ['prometheus-node-exporter'], ['--version']);

it.skipIf(nodeExporter === undefined)(
  'the exporter of a node has the series that the plan counts for its cores and interfaces',
  async () => {
    const child = await startExporter(nodeExporter ?? '', 19_100);
    try {
      const interfaces = readdirSync('/sys/class/net').length;
      const measured = await fetchSeries('http://127.0.0.1:19100/metrics');
      expectEstimate('node', measured, countNodeSeries(cpus().length, interfaces));
    } finally {
      child.kill();
    }
  },
);

const livekit = findProgram('LIVEKIT_SERVER', [builtLivekit], ['--version']);
const redis = findProgram('REDIS_SERVER', ['redis-server'], ['--version']);
const redisExporter = findProgram('REDIS_EXPORTER', ['prometheus-redis-exporter'], ['--version']);

describe.skipIf([livekit, redis, redisExporter].includes(undefined))('LiveKit and its cache', () => {
  const address = '127.0.0.1';
  let server: Livekit;
  let exporter: ChildProcess | undefined;

  beforeAll(async () => {
    server = await startLivekit(makeEnvironment({ scale: { users: 500 } }), {
      livekit: livekit ?? '',
      redis: redis ?? '',
      directory: join(root, 'livekit'),
      address,
      apiSecret: 'RealTestApiSecret0123456789abcdefghijklmnopqrstu',
    });
    exporter = await startExporter(
      redisExporter ?? '',
      19_121,
      `--redis.addr=redis://${address}:${cachePorts.server}`,
      `--redis.password=${server.variables['REDIS_PASSWORD']}`,
    );
  }, 60_000);
  afterAll(() => {
    exporter?.kill();
    server?.stop();
  });

  it('a cache has the series that the plan counts', async () => {
    const measured = await fetchSeries('http://127.0.0.1:19121/metrics');
    expectEstimate('server', measured, estimateOf('cache server'));
    const sentinel = `http://127.0.0.1:19121/scrape?target=redis://${address}:${cachePorts.sentinel}`;
    expectEstimate('sentinel', await fetchSeries(sentinel), estimateOf('cache sentinel'));
  });

  it('LiveKit has fewer series before a call than the plan counts for calls', async () => {
    const measured = await fetchSeries(`http://${address}:${fixedHostPorts.livekitMetrics}/metrics`);
    expect(measured).toBeGreaterThan(50);
    expect(measured).toBeLessThan(estimateOf('livekit'));
  });
});

it.skipIf(minio === undefined || mc === undefined || !canMapHosts())(
  'the object store has the series that the plan counts',
  async () => {
    const user = { user: 'admin', password: 'RootPassword0123456789' };
    const directory = join(root, 'store');
    mkdirSync(directory);
    const place = { directory, network: '127.0.23', root: user };
    const store = prepareStore(makeEnvironment({ scale: { users: 20_000 } }), place);
    try {
      for (const ordinal of [0, 1, 2, 3]) store.start(ordinal);
      await waitUntil(
        async () => (await fetch(`${store.url(0)}/minio/health/cluster`)).status === 200,
        store.output,
        120_000,
      );
      for (const ordinal of [0, 1, 2, 3]) {
        const run = (input: string | undefined, ...words: string[]) =>
          expect(runClient(directory, store.url(ordinal), user, words, input)).toMatchObject({ status: 0 });
        run(undefined, 'mb', '--ignore-existing', 'store/bucket');
        run('content', 'pipe', 'store/bucket/object');
        run(undefined, 'cat', 'store/bucket/object');
        run(undefined, 'ls', 'store/bucket');
        run(undefined, 'rm', 'store/bucket/object');
      }
      // Servers tell for ten seconds what they knew before (minio `cmd/metrics-v2.go`).
      await new Promise((done) => setTimeout(done, 11_000));
      for (const program of ['cluster', 'node']) {
        const url = `${store.url(0)}/minio/v2/metrics/${program}`;
        expectEstimate(program, await fetchSeries(url), estimateOf(`minio ${program}`));
      }
    } finally {
      await store.stop();
    }
  },
  180_000,
);
