import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { isSelected, type Placement, readPlacement, untolerated } from '../../placement.ts';
import type { Rule } from '../../rule.ts';

/** Every pod has nodes in the inventory that it may run on. */
export const nodeLabels: Rule = {
  slug: 'cluster/node-labels',
  title: 'Every pod fits a pool of the node inventory',
  severity: 'error',
  why: 'A pod whose node selector matches no node, or that does not tolerate the taints of the nodes it selects, stays Pending; nothing reports it before the sync.',
  fix: 'Make labels and taints of `cluster.nodePools` match the real nodes, or change the selector and tolerations.',
  references: [
    'kubernetes.io docs: Assigning Pods to Nodes; Taints and Tolerations',
    'cloudnative-pg api/v1/cluster_types.go: AffinityConfiguration (nodeSelector, nodeAffinity, tolerations)',
  ],
  needsEnvironment: true,
  components: ['postgres', 'synapse', 'cache-synapse'],
  check({ resources, declared, pass, fail }) {
    const pools = Object.entries(declared.environment.cluster.nodePools);
    for (const placement of readPlacements(resources)) {
      const { resource, path, nodeSelector, tolerations } = placement;
      const selected = pools.filter(([, pool]) => isSelected(placement, pool));
      const wanted = describe(placement);
      if (selected.length === 0) {
        const at = Object.keys(nodeSelector).length > 0 ? 'nodeSelector' : 'affinity';
        fail({
          resource,
          path: [...path, at],
          message: `no node pool has ${wanted} (pools: ${pools.map(([name]) => name).join(', ')}): the pods stay Pending. Label the nodes and declare it, or select another pool.`,
          setting: 'cluster.nodePools',
        });
        continue;
      }
      const open = selected.some(([, pool]) => untolerated(pool, tolerations).length === 0);
      if (open) {
        pass();
        continue;
      }
      const [first] = selected;
      const taint = first && untolerated(first[1], tolerations)[0];
      fail({
        resource,
        path: [...path, 'tolerations'],
        message: `the pods may run on ${selected.map(([name]) => name).join(', ')} only (${wanted}) and do not tolerate its taint ${taint?.key}=${taint?.value}:${taint?.effect}, so they stay Pending. Add the toleration.`,
        setting: `cluster.nodePools.${first?.[0]}.taints`,
      });
    }
  },
};

function readPlacements(resources: ResourceSet): Placement[] {
  const pods = resources.podTemplates.map(({ owner, path }) =>
    readPlacement(owner, path, [...path, 'affinity', 'nodeAffinity']),
  );
  // The operator copies these fields into the pods that it makes.
  const databases = resources
    .ofKind('Cluster', 'postgresql.cnpg.io')
    .map((owner) => readPlacement(owner, ['spec', 'affinity'], ['spec', 'affinity', 'nodeAffinity']));
  return [...pods, ...databases];
}

function describe({ nodeSelector, terms }: Placement): string {
  const labels = Object.entries(nodeSelector).map(([key, value]) => `label ${key}=${value}`);
  if (terms !== undefined) labels.push('the required node affinity');
  return labels.join(' and ') || 'room for it';
}
