import { objectStoreFor } from '../../../generator/components/data/object-store/names.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { type WorkerKindName, workerKindNames } from '../../../generator/environment/schema/worker-kinds.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { findInitdb, findProgram, findSynapsePython } from './find-program.ts';
import { waitUntil } from './start-router.ts';
import { type S3Stub, startS3Stub } from './start-s3-stub.ts';
import { type PlatformPlace, type SynapsePlatform, startSynapsePlatform } from './start-synapse-platform.ts';

const python = findSynapsePython() ?? '';
const haproxy = findProgram('HAPROXY', ['haproxy', '/usr/sbin/haproxy'], ['-v']) ?? '';
const redis = findProgram('REDIS_SERVER', ['redis-server'], ['--version']) ?? '';
const initdb = findInitdb() ?? '';

/** False where a program is missing; findProgram has then said which. */
export const canStartEveryWorker = ![python, haproxy, redis, initdb].includes('');

/** Production with one process of each of these kinds, and two event persisters, which divide the rooms among them. */
function oneOfEach(kinds: readonly WorkerKindName[]): Environment {
  const { environments = [] } = loadEnvironments(projectRoot);
  const production = environments.find(({ environment }) => environment.name === 'production')?.environment;
  if (production === undefined) throw new Error('There is no environment production');
  const workers = { ...production.synapse.workers };
  for (const kind of workerKindNames) {
    const replicas = kind === 'eventPersister' ? 2 : 1;
    workers[kind] = { ...workers[kind], replicas: kinds.includes(kind) ? replicas : 0 };
  }
  // Fewer people: the router opens two files for each, more than some machines let a program have.
  return {
    ...production,
    scale: { ...production.scale, users: 2_000 },
    synapse: { ...production.synapse, workers },
  };
}

/** A process of every kind behind the router, and the store that media go to. */
export interface EveryWorker {
  readonly environment: Environment;
  readonly platform: SynapsePlatform;
  readonly store: S3Stub;
  readonly stop: () => Promise<void>;
}

/**
 * Starts it, and waits until the router knows of all workers.
 *
 * @param kinds - Default: every kind that there is
 */
export async function startEveryWorker(
  place: Omit<PlatformPlace, 'adapt' | 'variables'>,
  kinds: readonly WorkerKindName[] = workerKindNames,
): Promise<EveryWorker> {
  const environment = oneOfEach(kinds);
  const store = await startS3Stub();
  const stopped = async (platform?: SynapsePlatform) => {
    await platform?.stop();
    store.stop();
  };
  let platform: SynapsePlatform | undefined;
  try {
    const started = await startSynapsePlatform({ python, haproxy, initdb }, environment, {
      ...place,
      adapt: (text) => text.replaceAll(objectStoreFor(environment).endpoint, store.url),
      variables: {
        AWS_ACCESS_KEY_ID: 'made-up',
        AWS_SECRET_ACCESS_KEY: 'made-up',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
        AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
      },
    });
    platform = started;
    // Workers that DNS told the router of a moment later than main.
    await waitUntil(() => knowsAllServers(started), started.router.log);
    return { environment, platform: started, store, stop: () => stopped(started) };
  } catch (error) {
    await stopped(platform);
    throw error;
  }
}

/** True once each pod that the router has a place for is up; other places are for workers that may come. */
async function knowsAllServers({ pods, router }: SynapsePlatform): Promise<boolean> {
  const text = await (await fetch(`${router.url('status')}/metrics`)).text();
  const states = text.matchAll(/^haproxy_server_status\{.*server="([^"]+)",state="UP"\} ([01])$/gm);
  const up = new Map<string, boolean>();
  for (const [, server = '', value] of states) up.set(server, up.get(server) === true || value === '1');
  return up.size > 0 && pods.every((pod) => up.get(pod) !== false);
}
