import type { Environment } from '../../../environment/environment.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { serviceHost } from '../../common/service-host.ts';
import { namespace } from '../labels.ts';
import { synapsePorts } from '../ports.ts';
import { mainProcess, type SharedPool, type StreamName, workerKinds } from '../worker-catalogue.ts';
import { activeWorkerKinds, nameWorkers } from '../worker-names.ts';

/**
 * Who does what, as every process must know it: where the processes that others call listen, who writes each stream, who shares each
 * pool. Work of a kind without processes falls to `master`, the main process.
 */
export function makeSharedWork(environment: Environment): { [key: string]: Json } {
  return {
    instance_map: makeInstanceMap(environment),
    stream_writers: makeStreamWriters(environment),
    ...makeSharedPools(environment),
  };
}

/** Here the main process is called `main`; workers are reached by their pod's name, which survives its address. */
function makeInstanceMap(environment: Environment): { [instance: string]: Json } {
  const main = serviceHost(environment, mainProcess.kubernetesName, namespace);
  const writers = activeWorkerKinds(environment)
    .filter(({ streams }) => streams.length > 0)
    .flatMap((kind) =>
      nameWorkers(environment, kind).map((name) => ({
        name,
        host: serviceHost(environment, `${name}.${kind.kubernetesName}`, namespace),
      })),
    );
  const port = synapsePorts.replication;
  return {
    main: { host: main, port },
    ...Object.fromEntries(writers.map(({ name, host }) => [name, { host, port }])),
  };
}

function makeStreamWriters(environment: Environment): { [stream in StreamName]: string[] } {
  const writersOf = (stream: StreamName) =>
    instancesOf(
      environment,
      workerKinds.filter(({ streams }) => streams.includes(stream)),
    );
  return { events: writersOf('events') };
}

function makeSharedPools(environment: Environment): { [pool in SharedPool]: string[] } {
  const membersOf = (pool: SharedPool) =>
    instancesOf(
      environment,
      workerKinds.filter(({ sharedPool }) => sharedPool === pool),
    );
  return { federation_sender_instances: membersOf('federation_sender_instances') };
}

function instancesOf(environment: Environment, kinds: typeof workerKinds): string[] {
  const names = kinds.flatMap((kind) => nameWorkers(environment, kind));
  return names.length > 0 ? names : [mainProcess.instanceName];
}
