import type { ICluster } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster';
import type { Environment } from '../../../environment/environment.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { imageReference, images } from '../../../versions.ts';
import { placementFor } from '../../common/placement.ts';
import { priorityClasses } from '../../common/priority-classes.ts';
import { containerResources } from '../../common/resources.ts';
import { serviceHost } from '../../common/service-host.ts';
import { keepForever } from '../../common/sync-wave.ts';
import { pluginName } from './backup.ts';
import { makeBootstrap } from './bootstrap.ts';
import { backupName, clusterName, namespace, poolerName, primaryService } from './names.ts';
import { makeParameters } from './parameters.ts';

/** PostgreSQL: one primary, the other instances follow it as hot standbys. */
export function makeCluster(environment: Environment): ICluster & KubernetesObject {
  const { instances, resources, storage, walStorage, backup, recovery } = environment.postgres;
  const replicated = instances > 1;
  const storageClass = environment.cluster.storageClasses.fast;
  const synchronous = makeSynchronous(instances);
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: clusterName, namespace, annotations: keepForever },
    spec: {
      instances,
      imageName: imageReference(images.postgresql),
      ...makeBootstrap(environment),
      postgresql: {
        parameters: makeParameters(environment),
        ...(synchronous && { synchronous }),
      },
      storage: { size: storage, storageClass },
      walStorage: { size: walStorage, storageClass },
      resources: containerResources(resources),
      priorityClassName: priorityClasses.data.name,
      affinity: {
        enablePodAntiAffinity: true,
        podAntiAffinityType: replicated ? 'required' : 'preferred',
        topologyKey: 'kubernetes.io/hostname',
        ...placementFor(environment, 'database'),
      },
      // A switchover waits this long, in seconds, for the old primary to archive and stop; then it fails over.
      switchoverDelay: 300,
      primaryUpdateStrategy: 'unsupervised',
      primaryUpdateMethod: replicated ? 'switchover' : 'restart',
      enableSuperuserAccess: false,
      // A budget of a single instance would never let its node be drained.
      enablePDB: replicated,
      certificates: { serverAltDNSNames: certificateNames(environment) },
      ...(backup !== null && {
        plugins: [
          {
            name: pluginName,
            isWALArchiver: true,
            parameters: {
              barmanObjectName: backupName,
              // Otherwise the name of the Cluster, which is the archive that a restored database came from.
              ...(recovery !== null && { serverName: recovery.archive }),
            },
          },
        ],
      }),
    },
  };
}

/**
 * A commit waits for one standby. With three instances it still finds one when a node is gone. With two it would block whenever the
 * standby restarts, so there durability gives way to availability; a single instance has nobody to wait for.
 */
function makeSynchronous(instances: number) {
  if (instances < 2) return undefined;
  return {
    method: 'any',
    number: 1,
    dataDurability: instances > 2 ? 'required' : 'preferred',
  } as const;
}

/**
 * Names of the server certificate besides those of the Cluster's own Services. PgBouncer shows the same certificate to its clients
 * (CloudNativePG v1.30.0 `api/v1/pooler_funcs.go`), so clients verify both with `sslmode=verify-full` and one CA. The operator writes
 * its own names with the domain it is configured with, `cluster.local` unless told otherwise.
 */
function certificateNames(environment: Environment): string[] {
  const ofPooler = [
    poolerName,
    `${poolerName}.${namespace}`,
    `${poolerName}.${namespace}.svc`,
    serviceHost(environment, poolerName, namespace),
  ];
  return environment.cluster.dnsDomain === 'cluster.local'
    ? ofPooler
    : [...ofPooler, serviceHost(environment, primaryService, namespace)];
}
