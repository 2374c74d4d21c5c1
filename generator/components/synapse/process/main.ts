import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { syncWave } from '../../common/sync-wave.ts';
import { namespace, processLabels } from '../labels.ts';
import { syncWaves } from '../sync-waves.ts';
import { mainProcess } from '../worker-catalogue.ts';
import { makeHeadlessService } from './headless-service.ts';
import { probes } from './probes.ts';
import { makeProcessPod } from './process-pod.ts';

const labels = processLabels(mainProcess.component);
const ports = ['http', 'replication', 'health', 'metrics'] as const;

/** The main process and its name in DNS. */
export function makeMain(environment: Environment): KubernetesObject[] {
  return [
    makeHeadlessService(mainProcess.kubernetesName, mainProcess.component, ports, syncWaves.main),
    makeStatefulSet(environment),
  ];
}

/** One replica, always: a second main process would write the same streams. */
function makeStatefulSet(environment: Environment): IStatefulSet & KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: mainProcess.kubernetesName,
      namespace,
      labels: objectLabels(labels),
      annotations: syncWave(syncWaves.main),
    },
    spec: {
      replicas: 1,
      serviceName: mainProcess.kubernetesName,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(labels) },
      template: {
        metadata: { labels: objectLabels(labels) },
        spec: makeProcessPod(environment, {
          component: mainProcess.component,
          module: 'synapse.app.homeserver',
          named: false,
          resources: environment.synapse.main.resources,
          ports,
          probes: probes.main,
        }),
      },
    },
  };
}
