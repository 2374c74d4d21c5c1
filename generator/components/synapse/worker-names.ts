import type { Environment } from '../../environment/environment.ts';
import { type WorkerKind, workerKinds } from './worker-catalogue.ts';

/** Processes of a kind in an environment; 0 hands its work to the main process. */
export function countWorkers(environment: Environment, kind: WorkerKind): number {
  if (kind.onlyFederating === true && environment.network.federation === 'closed') return 0;
  return environment.synapse.workers[kind.name].replicas;
}

/** Names of the processes of a kind: pod names, which are stable in a StatefulSet. */
export function nameWorkers(environment: Environment, kind: WorkerKind): string[] {
  return Array.from(
    { length: countWorkers(environment, kind) },
    (_, ordinal) => `${kind.kubernetesName}-${ordinal}`,
  );
}

/** Kinds of which the environment runs at least one process. */
export function activeWorkerKinds(environment: Environment): WorkerKind[] {
  return workerKinds.filter((kind) => countWorkers(environment, kind) > 0);
}
