import type { NodePool } from '../../../environment/environment.ts';
import { formatBytes, parseQuantity } from '../../../kubernetes/quantity.ts';
import { volumesOfClass, type WorkloadVolumes } from '../../local-volumes.ts';
import { type StorePool, storePools } from '../../object-stores.ts';
import { openPools } from '../../placement.ts';
import type { Rule } from '../../rule.ts';

/** The volumes of the object store fit the disks of the nodes that carry them. */
export const storeCapacity: Rule = {
  slug: 'object-store/capacity',
  title: 'The volumes of the object store fit the disks of its nodes',
  severity: 'error',
  why: 'The size of a store is written for each volume, and a server has several. A provisioner of local volumes does not look at free space: all claims are bound, and when the disks are full every upload fails at once, together with whatever shares them.',
  fix: 'Make `objectStore.volumeSize` smaller: volumes per server times size must fit the `disk` of one node of the pool.',
  references: [
    'rancher/local-path-provisioner README.md: the requested capacity is not enforced',
    'minio/operator v7.1.1 Tenant: volumeClaimTemplate is the claim of each single volume',
    'Design 2025, 4.2: four volumes of 2Ti on a node with 2Ti',
  ],
  components: ['object-store'],
  needsEnvironment: true,
  check({ resources, declared, pass, fail }) {
    const { nodePools, storageClasses } = declared.environment.cluster;
    const pools = Object.values(nodePools);
    const volumes = volumesOfClass(resources, storageClasses.fast, pools);
    for (const pool of storePools(resources)) {
      const nodes = openPools(pools, pool.placement);
      // What may also run elsewhere may have its volumes elsewhere.
      const beside = volumes.filter(
        ({ owner, pools: its }) =>
          owner !== pool.resource && its.length > 0 && its.every((one) => nodes.includes(one)),
      );
      const local = pool.storageClass === storageClasses.fast && nodes.length > 0;
      const message = local ? findOverflow(pool, disksOf(nodes), beside) : undefined;
      if (message === undefined) pass();
      else fail({ resource: pool.resource, path: pool.sizePath, message, setting: 'objectStore.volumeSize' });
    }
  },
};

function disksOf(nodes: readonly NodePool[]): number[] {
  return nodes.flatMap(({ disk, count }) => Array.from({ length: count }, () => parseQuantity(disk)));
}

/** What cannot fit, wherever the scheduler puts the pods: one server, then all servers, then everything on these nodes. */
function findOverflow(
  { servers, volumes, bytes }: StorePool,
  disks: readonly number[],
  beside: readonly WorkloadVolumes[],
): string | undefined {
  const largest = Math.max(...disks);
  const each = `${volumes} ${volumes === 1 ? 'volume' : 'volumes'} of ${formatBytes(bytes / volumes)}`;
  if (bytes > largest)
    return `a server has ${each}, ${formatBytes(bytes)} together, and the largest disk of its nodes is ${formatBytes(largest)}: it is full at ${Math.floor((largest / bytes) * 100)} % of what the store promises. Use at most ${formatGibibytes(largest / volumes)} for each volume.`;
  const fitting = disks.filter((disk) => disk >= bytes).length;
  if (fitting < servers)
    return `a server has ${each}, ${formatBytes(bytes)} together; ${servers} servers need as many nodes with such a disk, and there ${fitting === 1 ? 'is 1' : `are ${fitting}`}. Use smaller volumes.`;
  const others = beside.map(({ owner }) => owner.object.metadata.name).join(', ');
  const needed = beside.reduce((sum, other) => sum + other.pods * other.bytes, servers * bytes);
  const room = disks.reduce((sum, disk) => sum + disk, 0);
  if (needed > room)
    return `${servers} servers with ${each} and the other local volumes of their nodes (${others}) need ${formatBytes(needed)}; all disks together have ${formatBytes(room)}. Use smaller volumes.`;
  const widest = Math.max(0, ...beside.map((other) => other.bytes));
  if (servers >= disks.length && bytes + widest > largest)
    return `every node carries a server with ${each}, and one of them also ${formatBytes(widest)} of ${others}: ${formatBytes(bytes + widest)} on a disk of ${formatBytes(largest)}. Use at most ${formatGibibytes((largest - widest) / volumes)} for each volume.`;
  return undefined;
}

function formatGibibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 30)}Gi`;
}
