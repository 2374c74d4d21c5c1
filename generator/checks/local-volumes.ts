import type { NodePool } from '../environment/environment.ts';
import { listIn, numberIn, objectIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { openPools, type Placement, readPlacement } from './placement.ts';

/** Volumes of one storage class that the pods of a workload have. */
export interface WorkloadVolumes {
  readonly owner: RenderedResource;
  readonly pods: number;
  /** Bytes of all volumes of one pod. */
  readonly bytes: number;
  /** Pools of the inventory whose nodes take the pods. */
  readonly pools: readonly NodePool[];
}

/** Volumes of a class by the workload that has them: claims of StatefulSets and of databases, and claims that pods name. */
export function volumesOfClass(
  resources: ResourceSet,
  storageClass: string,
  pools: readonly NodePool[],
): WorkloadVolumes[] {
  const workload = (owner: RenderedResource, pods: number, bytes: number, placement: Placement) =>
    bytes > 0 && pods > 0 ? [{ owner, pods, bytes, pools: openPools(pools, placement) }] : [];
  const templates = resources.podTemplates.flatMap((template) =>
    workload(
      template.owner,
      template.replicas ?? 1,
      bytesOfPod(resources, template, storageClass),
      readPlacement(template.owner, template.path, [...template.path, 'affinity', 'nodeAffinity']),
    ),
  );
  const databases = resources.ofKind('Cluster', 'postgresql.cnpg.io').flatMap((cluster) => {
    const at = ['spec', 'affinity'];
    const bytes = ['storage', 'walStorage']
      .map((key) => objectIn(cluster.json, 'spec', key))
      .filter((storage) => storage['storageClass'] === storageClass)
      .reduce((sum, storage) => sum + parseQuantity(textIn(storage, 'size') ?? 0), 0);
    const pods = numberIn(cluster.json, 'spec', 'instances') ?? 1;
    return workload(cluster, pods, bytes, readPlacement(cluster, at, [...at, 'nodeAffinity']));
  });
  return [...templates, ...databases];
}

/** A job that mounts the claim of a workload adds nothing: the claim counts where the volume is kept. */
function bytesOfPod(
  resources: ResourceSet,
  { owner, namespace, spec }: PodTemplate,
  storageClass: string,
): number {
  const named = ['Job', 'CronJob'].includes(owner.object.kind)
    ? []
    : listIn(spec, 'volumes').flatMap((volume) => {
        const claim = textIn(volume, 'persistentVolumeClaim', 'claimName');
        const found =
          claim === undefined ? undefined : resources.find('PersistentVolumeClaim', namespace, claim);
        return found === undefined ? [] : [found.json];
      });
  return [...listIn(owner.json, 'spec', 'volumeClaimTemplates'), ...named]
    .filter((claim) => textIn(claim, 'spec', 'storageClassName') === storageClass)
    .reduce<number>((sum, claim) => sum + bytesOfClaim(claim), 0);
}

/** Bytes that a claim asks for. */
export function bytesOfClaim(claim: Json | undefined): number {
  return parseQuantity(textIn(claim, 'spec', 'resources', 'requests', 'storage') ?? 0);
}
