import type { NodePool } from '../../../environment/environment.ts';
import { getIn, type JsonPath, listIn, textsIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import {
  type Labels,
  matchesLabels,
  meetsRequirement,
  toleratesTaint,
} from '../../../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import type { Rule } from '../../rule.ts';

/** What decides on which nodes some pods may run, and where it stands. */
interface Placement {
  readonly resource: RenderedResource;
  readonly path: JsonPath;
  readonly nodeSelector: Labels;
  /** Terms of required node affinity, any of which is enough; undefined when there is none. */
  readonly terms: readonly Json[] | undefined;
  readonly tolerations: readonly Json[];
}

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

function readPlacement(resource: RenderedResource, path: JsonPath, nodeAffinity: JsonPath): Placement {
  const required = [...nodeAffinity, 'requiredDuringSchedulingIgnoredDuringExecution'];
  const { json } = resource;
  return {
    resource,
    path,
    nodeSelector: textsIn(json, ...path, 'nodeSelector'),
    terms: getIn(json, required) === undefined ? undefined : listIn(json, ...required, 'nodeSelectorTerms'),
    tolerations: listIn(json, ...path, 'tolerations'),
  };
}

function isSelected({ nodeSelector, terms }: Placement, pool: NodePool): boolean {
  // Every node carries these; the inventory does not repeat them.
  const labels = { 'kubernetes.io/os': 'linux', ...pool.labels };
  if (!matchesLabels(nodeSelector, labels)) return false;
  if (terms === undefined) return true;
  return terms.some((term) => {
    const requirements = listIn(term, 'matchExpressions');
    return (
      requirements.length > 0 && requirements.every((requirement) => meetsRequirement(requirement, labels))
    );
  });
}

function untolerated(pool: NodePool, tolerations: readonly Json[]): readonly NodePool['taints'][number][] {
  return pool.taints.filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratesTaint(tolerations, taint),
  );
}

function describe({ nodeSelector, terms }: Placement): string {
  const labels = Object.entries(nodeSelector).map(([key, value]) => `label ${key}=${value}`);
  if (terms !== undefined) labels.push('the required node affinity');
  return labels.join(' and ') || 'room for it';
}
