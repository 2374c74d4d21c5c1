import { getIn, listIn, numberIn, textIn, textsIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { matchesLabelSelector } from '../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { bytesOfClaim } from './local-volumes.ts';
import { type Placement, readPlacement } from './placement.ts';

/** Servers of an erasure-coded store that keep their stripes together: a StatefulSet of a MinIO server, or one pool of a Tenant. */
export interface StorePool {
  readonly resource: RenderedResource;
  readonly namespace: string;
  readonly servers: number;
  readonly serversPath: readonly (string | number)[];
  /** Volumes of each server. */
  readonly volumes: number;
  /** Bytes of all volumes of one server. */
  readonly bytes: number;
  readonly sizePath: readonly (string | number)[];
  readonly storageClass: string | undefined;
  readonly placement: Placement;
  /** True when two servers never share a node. */
  readonly apart: boolean;
  /** `MINIO_STORAGE_CLASS_STANDARD`; undefined when it is not written. */
  readonly parity: string | undefined;
  readonly parityPath: readonly (string | number)[];
}

/** Every pool of every store that runs in the cluster. */
export function storePools(resources: ResourceSet): StorePool[] {
  return [
    ...resources.ofKind('StatefulSet', 'apps').flatMap((resource) => readStatefulSet(resources, resource)),
    ...resources.ofKind('Tenant', 'minio.min.io').flatMap(readTenant),
  ];
}

/** The servers of MinIO and its forks are started as `minio server …` and read `MINIO_…`. */
function readStatefulSet(resources: ResourceSet, resource: RenderedResource): StorePool[] {
  const template = resources.podTemplates.find(({ owner }) => owner === resource);
  const containers = listIn(template?.spec, 'containers');
  const index = containers.findIndex(
    (container) =>
      [...listIn(container, 'command'), ...listIn(container, 'args')].includes('server') &&
      listIn(container, 'env').some((entry) => textIn(entry, 'name')?.startsWith('MINIO_')),
  );
  if (template === undefined || index < 0) return [];
  const claims = listIn(resource.json, 'spec', 'volumeClaimTemplates');
  const path = template.path;
  const container = [...path, 'containers', index];
  return [
    {
      resource,
      namespace: template.namespace,
      servers: template.replicas ?? 1,
      serversPath: ['spec', 'replicas'],
      volumes: claims.length,
      bytes: claims.reduce<number>((sum, claim) => sum + bytesOfClaim(claim), 0),
      sizePath: ['spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'requests', 'storage'],
      storageClass: textIn(claims[0], 'spec', 'storageClassName'),
      placement: readPlacement(resource, path, [...path, 'affinity', 'nodeAffinity']),
      apart: keepsApart(template.spec, template.labels),
      parity: parityIn(listIn(containers[index], 'env')),
      parityPath: [...container, 'env'],
    },
  ];
}

/** The operator labels the pods of a pool so (minio/operator v7.1.1 `pkg/apis/minio.min.io/v2/labels.go`). */
const tenantLabels = (tenant: string, pool: string) => ({
  'v1.min.io/tenant': tenant,
  'v1.min.io/pool': pool,
});

function readTenant(resource: RenderedResource): StorePool[] {
  const { json, object } = resource;
  const { name, namespace = '' } = object.metadata;
  return listIn(json, 'spec', 'pools').map((pool, index) => {
    const path = ['spec', 'pools', index];
    const volumes = numberIn(pool, 'volumesPerServer') ?? 0;
    return {
      resource,
      namespace,
      servers: numberIn(pool, 'servers') ?? 0,
      serversPath: [...path, 'servers'],
      volumes,
      bytes: volumes * bytesOfClaim(getIn(pool, ['volumeClaimTemplate'])),
      sizePath: [...path, 'volumeClaimTemplate', 'spec', 'resources', 'requests', 'storage'],
      storageClass: textIn(pool, 'volumeClaimTemplate', 'spec', 'storageClassName'),
      placement: readPlacement(resource, path, [...path, 'affinity', 'nodeAffinity']),
      apart: keepsApart(pool, {
        ...textsIn(pool, 'labels'),
        ...tenantLabels(name, textIn(pool, 'name') ?? ''),
      }),
      parity: parityIn(listIn(json, 'spec', 'env')),
      parityPath: ['spec', 'env'],
    };
  });
}

function parityIn(env: readonly Json[]): string | undefined {
  return textIn(
    env.find((entry) => textIn(entry, 'name') === 'MINIO_STORAGE_CLASS_STANDARD'),
    'value',
  );
}

function keepsApart(spec: Json, labels: Readonly<Record<string, string>>): boolean {
  const required = ['affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'] as const;
  return listIn(spec, ...required).some(
    (term) =>
      textIn(term, 'topologyKey') === 'kubernetes.io/hostname' &&
      matchesLabelSelector(getIn(term, ['labelSelector']), labels),
  );
}
