import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { Environment } from '../../../environment/environment.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { keepForever, syncWave } from '../../common/sync-wave.ts';
import { namespace, processLabels } from '../labels.ts';
import { synapsePaths } from '../paths.ts';
import { syncWaves } from '../sync-waves.ts';
import { mainProcess } from '../worker-catalogue.ts';
import { makeHeadlessService } from './headless-service.ts';
import { probes } from './probes.ts';
import { makeProcessPod } from './process-pod.ts';

const labels = processLabels(mainProcess.component);
const mediaVolume = 'synapse-media';
const ports = ['http', 'replication', 'health', 'metrics'] as const;

/** The main process, its name in DNS and its media volume. */
export function makeMain(environment: Environment): KubernetesObject[] {
  return [
    makeMediaClaim(environment),
    makeHeadlessService(mainProcess.kubernetesName, mainProcess.component, ports, syncWaves.main),
    makeStatefulSet(environment),
  ];
}

/**
 * A claim of its own rather than a template of the StatefulSet, where it could never grow. In the wave of its pod: with
 * WaitForFirstConsumer it binds, and becomes healthy, only once the pod exists.
 */
function makeMediaClaim(environment: Environment): IPersistentVolumeClaim & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: mediaVolume,
      namespace,
      labels: objectLabels(labels),
      annotations: { ...syncWave(syncWaves.main), ...keepForever },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: environment.cluster.storageClasses.standard,
      resources: { requests: { storage: environment.synapse.mediaStorage } },
    },
  };
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
          temporary: '4Gi',
          mounts: [{ name: 'media', mountPath: synapsePaths.media }],
          volumes: [{ name: 'media', persistentVolumeClaim: { claimName: mediaVolume } }],
        }),
      },
    },
  };
}
