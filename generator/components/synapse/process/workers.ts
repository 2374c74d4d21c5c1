import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { syncWave } from '../../common/sync-wave.ts';
import { isCalled } from '../config/shared-work.ts';
import { makeDisruptionBudget } from '../disruption-budget.ts';
import { namespace, processLabels } from '../labels.ts';
import type { synapsePorts } from '../ports.ts';
import { syncWaves } from '../sync-waves.ts';
import type { WorkerKind } from '../worker-catalogue.ts';
import { activeWorkerKinds, countWorkers } from '../worker-names.ts';
import { makeHeadlessService } from './headless-service.ts';
import { probes } from './probes.ts';
import { makeProcessPod } from './process-pod.ts';

/** All workers: for each kind its names in DNS, its StatefulSet and, where there are several, how many may be away at once. */
export function makeWorkers(environment: Environment): KubernetesObject[] {
  return activeWorkerKinds(environment).flatMap((kind) => [
    makeHeadlessService(kind.kubernetesName, kind.component, portsOf(kind), syncWaves.workers),
    makeStatefulSet(environment, kind),
    ...makeDisruptionBudget(
      kind.kubernetesName,
      processLabels(kind.component),
      countWorkers(environment, kind),
      syncWaves.workers,
    ),
  ]);
}

/** Ports that a kind listens on, as its configuration has them. */
export function portsOf(kind: WorkerKind): (keyof typeof synapsePorts)[] {
  return [
    ...(kind.serves.length > 0 ? (['http'] as const) : []),
    ...(isCalled(kind) ? (['replication'] as const) : []),
    'health',
    'metrics',
  ];
}

/** A StatefulSet because a worker's name is an identity; Parallel because a pod that cannot start must not hold up the others. */
function makeStatefulSet(environment: Environment, kind: WorkerKind): IStatefulSet & KubernetesObject {
  const labels = processLabels(kind.component);
  const pod = makeProcessPod(environment, {
    component: kind.component,
    module: kind.workerApp,
    named: true,
    resources: environment.synapse.workers[kind.name].resources,
    ports: portsOf(kind),
    probes: probes.worker,
  });
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: kind.kubernetesName,
      namespace,
      labels: objectLabels(labels),
      annotations: syncWave(syncWaves.workers),
    },
    spec: {
      replicas: countWorkers(environment, kind),
      serviceName: kind.kubernetesName,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(labels) },
      template: {
        metadata: { labels: objectLabels(labels) },
        spec: { ...pod, ...spreadOverHosts(environment, selectorLabels(labels), 'preferred') },
      },
    },
  };
}
