import type { Environment } from '../../../environment/environment.ts';
import type { Tenant } from '../../../kubernetes/crds/tenant.ts';
import { objectLabels, selectorLabels } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { backup } from '../../common/backup.ts';
import { placementFor } from '../../common/placement.ts';
import { podSecurityContext } from '../../common/pod-security.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { spreadOverHosts } from '../../common/spread.ts';
import { keepForever } from '../../common/sync-wave.ts';
import { names, namespace, ports, rootSecret, serverLabels } from './names.ts';
import { commonSettings, describeBackup, probes } from './servers.ts';

/**
 * The same store as that of `silo`, run by the operator: Services `minio` and `minio-hl` are its own. Buckets and users come from our
 * Job, because users that the operator makes may do everything (v7.1.1 `types.go`, Users: policy consoleAdmin).
 */
export function makeTenant(environment: Environment): Tenant & KubernetesObject {
  const { servers, volumesPerServer, volumeSize, resources } = environment.objectStore;
  return {
    apiVersion: 'minio.min.io/v2',
    kind: 'Tenant',
    metadata: {
      name: names.service,
      namespace,
      labels: objectLabels(serverLabels),
      annotations: { ...keepForever, ...backup(...describeBackup(environment)) },
    },
    spec: {
      image: imageReference(images.minio),
      configuration: { name: rootSecret.name },
      env: commonSettings(environment),
      requestAutoCert: false,
      // It would change the Prometheus object against Argo CD; the monitor is our own.
      prometheusOperator: false,
      podManagementPolicy: 'Parallel',
      priorityClassName: priorityClasses.data.name,
      ...probes(ports.s3),
      sideCars: { resources: containerResources({ cpu: '20m', memory: '64Mi', memoryLimit: '256Mi' }) },
      pools: [
        {
          name: 'pool-0',
          servers,
          volumesPerServer,
          // Policies and the monitor find the pods by the labels that the servers of `silo` have.
          labels: objectLabels(serverLabels),
          ...placementFor(environment, 'storage'),
          ...spreadOverHosts(environment, selectorLabels(serverLabels), 'required'),
          resources: containerResources(resources),
          securityContext: podSecurityContext(1000),
          containerSecurityContext: {
            runAsNonRoot: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          volumeClaimTemplate: {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: environment.cluster.storageClasses.fast,
              resources: { requests: { storage: volumeSize } },
            },
          },
        },
      ],
    },
  };
}
