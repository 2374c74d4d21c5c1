import type { NodePool } from '../../../environment/environment.ts';
import { getIn, listIn, textIn } from '../../../kubernetes/json.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { openPools, readPlacement } from '../../placement.ts';
import type { Report, Rule } from '../../rule.ts';
import { instancesOf } from './instances-of.ts';

const hostname = 'kubernetes.io/hostname';

/** Instances and pooler pods never share a node, and there are nodes for all of them. */
export const spread: Rule = {
  slug: 'postgres/spread',
  title: 'No two instances share a node, and there is a node for each',
  severity: 'error',
  why: 'The scheduler may put preferred neighbours together, and then one node takes two of three copies: the one that is left waits for a standby, and nobody can write. The pools of the pooler are sized for the loss of one pod, not of two.',
  fix: 'Set `affinity.podAntiAffinityType: required` with `topologyKey: kubernetes.io/hostname` (for a Pooler, required podAntiAffinity), and give the pool of role database as many nodes as there are instances.',
  references: [
    'cloudnative-pg v1.30.0 api/v1/cluster_types.go: AffinityConfiguration, podAntiAffinityType defaults to preferred',
    'kubernetes.io docs: Assigning Pods to Nodes, inter-pod affinity and anti-affinity',
  ],
  needsEnvironment: true,
  components: ['postgres'],
  check({ resources, declared, pass, fail }) {
    const pools = Object.values(declared.environment.cluster.nodePools);
    const judge = (
      resource: RenderedResource,
      together: Finding | undefined,
      placementPath: readonly string[],
    ) => {
      const instances = instancesOf(resource);
      const finding =
        instances < 2 ? undefined : (together ?? findTooFewNodes(resource, pools, placementPath));
      if (finding === undefined) pass();
      else fail(finding);
    };
    for (const cluster of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      judge(cluster, findTogether(cluster), ['spec', 'affinity']);
    }
    for (const pooler of resources.ofKind('Pooler', 'postgresql.cnpg.io')) {
      judge(pooler, findPoolerTogether(pooler), ['spec', 'template', 'spec']);
    }
  },
};

type Finding = Report;

function findTogether(resource: RenderedResource): Finding | undefined {
  const { json } = resource;
  const at = ['spec', 'affinity'];
  const instances = instancesOf(resource);
  const type = textIn(json, ...at, 'podAntiAffinityType') ?? 'preferred';
  const key = textIn(json, ...at, 'topologyKey') ?? hostname;
  if (getIn(json, [...at, 'enablePodAntiAffinity']) !== false && type === 'required' && isDomain(key)) {
    return undefined;
  }
  const [field, wrong] =
    type !== 'required'
      ? ['podAntiAffinityType', `podAntiAffinityType is ${type}`]
      : isDomain(key)
        ? ['enablePodAntiAffinity', 'enablePodAntiAffinity is false']
        : ['topologyKey', `topologyKey is ${key}`];
  return {
    resource,
    path: [...at, field],
    message: `${wrong}, so ${instances} instances may stand on fewer than ${instances} nodes: losing one of those takes several copies at once. Require one host for each.`,
  };
}

function findPoolerTogether(resource: RenderedResource): Finding | undefined {
  const { json, object } = resource;
  const at = ['spec', 'template', 'spec'];
  // The operator labels the pods so.
  const labels = { 'cnpg.io/poolerName': object.metadata.name };
  const required = listIn(
    json,
    ...at,
    'affinity',
    'podAntiAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  );
  const apart =
    required.some(
      (term) =>
        isDomain(textIn(term, 'topologyKey') ?? '') &&
        matchesLabelSelector(getIn(term, ['labelSelector']), labels),
    ) ||
    listIn(json, ...at, 'topologySpreadConstraints').some(
      (constraint) =>
        textIn(constraint, 'whenUnsatisfiable') === 'DoNotSchedule' &&
        getIn(constraint, ['maxSkew']) === 1 &&
        isDomain(textIn(constraint, 'topologyKey') ?? '') &&
        matchesLabelSelector(getIn(constraint, ['labelSelector']), labels),
    );
  if (apart) return undefined;
  return {
    resource,
    path: [...at, 'affinity'],
    message: `nothing keeps the ${instancesOf(resource)} pooler pods apart, so one node may take two of them, and the pools are sized for the loss of one. Require one host for each.`,
  };
}

/** A node, or something larger. */
function isDomain(topologyKey: string): boolean {
  return topologyKey === hostname || /^topology\.kubernetes\.io\/(?:zone|region)$/.test(topologyKey);
}

function findTooFewNodes(
  resource: RenderedResource,
  pools: readonly NodePool[],
  path: readonly string[],
): Finding | undefined {
  const placement = readPlacement(resource, path, [
    ...path,
    ...(resource.object.kind === 'Pooler' ? ['affinity'] : []),
    'nodeAffinity',
  ]);
  const nodes = openPools(pools, placement).reduce((sum, { count }) => sum + count, 0);
  const instances = instancesOf(resource);
  // No node at all is what cluster/node-labels reports.
  if (nodes === 0 || nodes >= instances) return undefined;
  return {
    resource,
    path: ['spec', 'instances'],
    message: `${instances} instances need ${instances} nodes and may run on ${nodes}: the others stay Pending. Add nodes, or run fewer.`,
    setting: 'cluster.nodePools',
  };
}
