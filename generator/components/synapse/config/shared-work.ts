import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { serviceHost } from '../../common/service-host.ts';
import { namespace } from '../labels.ts';
import { synapsePorts } from '../ports.ts';
import {
  mainProcess,
  type SharedPool,
  type SingleDuty,
  type StreamName,
  type WorkerKind,
  workerKinds,
} from '../worker-catalogue.ts';
import { activeWorkerKinds, nameWorkers } from '../worker-names.ts';

/**
 * Who does what, as every process must know it: where the processes that others call listen, who writes each stream, who shares each
 * pool. Work of a kind without processes falls to `master`, the main process.
 */
export function makeSharedWork(environment: Environment): { [key: string]: Json } {
  return {
    instance_map: makeInstanceMap(environment),
    stream_writers: mapTo(streams, (stream) =>
      instancesOf(environment, (kind) => kind.streams.includes(stream)),
    ),
    ...mapTo(pools, (pool) => instancesOf(environment, ({ sharedPool }) => sharedPool === pool)),
    ...makeDuties(environment),
    ...makeWayOut(environment),
  };
}

const streams: readonly StreamName[] = [
  'events',
  'typing',
  'to_device',
  'account_data',
  'receipts',
  'presence',
  'push_rules',
  'device_lists',
  'thread_subscriptions',
  'quarantined_media_changes',
];
const pools: readonly SharedPool[] = ['federation_sender_instances', 'pusher_instances'];
const duties: readonly SingleDuty[] = [
  'run_background_tasks_on',
  'update_user_directory_from_worker',
  'media_instance_running_background_jobs',
];

/**
 * Whether other processes call a kind over replication: to have a stream written or, where senders are the only way out, to reach
 * another server.
 */
export function isCalled({ streams: written, sharedPool }: WorkerKind): boolean {
  return written.length > 0 || sharedPool === 'federation_sender_instances';
}

/** Here the main process is called `main`; workers are reached by their pod's name, which survives its address. */
function makeInstanceMap(environment: Environment): { [instance: string]: Json } {
  const main = serviceHost(environment, mainProcess.kubernetesName, namespace);
  const called = activeWorkerKinds(environment)
    .filter(isCalled)
    .flatMap((kind) =>
      nameWorkers(environment, kind).map((name) => ({
        name,
        host: serviceHost(environment, `${name}.${kind.kubernetesName}`, namespace),
      })),
    );
  const port = synapsePorts.replication;
  return {
    main: { host: main, port },
    ...Object.fromEntries(called.map(({ name, host }) => [name, { host, port }])),
  };
}

/** Duties of the main process stay unsaid: some of these keys have no word for it. */
function makeDuties(environment: Environment): { [duty: string]: Json } {
  return Object.fromEntries(
    duties.flatMap((duty) => {
      const [worker] = namesOf(environment, (kind) => kind.duty === duty);
      return worker === undefined ? [] : [[duty, worker]];
    }),
  );
}

/** Only the senders talk to other servers; everybody else asks them, so that no other pod needs a way out of the cluster. */
function makeWayOut(environment: Environment): { [key: string]: Json } {
  const senders = namesOf(environment, ({ sharedPool }) => sharedPool === 'federation_sender_instances');
  return senders.length > 0 ? { outbound_federation_restricted_to: senders } : {};
}

function instancesOf(environment: Environment, does: (kind: WorkerKind) => boolean): string[] {
  const names = namesOf(environment, does);
  return names.length > 0 ? names : [mainProcess.instanceName];
}

function namesOf(environment: Environment, does: (kind: WorkerKind) => boolean): string[] {
  return workerKinds.filter(does).flatMap((kind) => nameWorkers(environment, kind));
}

function mapTo<Key extends string, Value>(
  keys: readonly Key[],
  make: (key: Key) => Value,
): { [key in Key]: Value } {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as { [key in Key]: Value };
}
