import { scaleIntOrPercent } from '../../../kubernetes/int-or-percent.ts';
import { getIn, isObject } from '../../../kubernetes/json.ts';
import { type Labels, matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { hasChart, selectsMadePods, selectsOperatorPods } from '../../operator-knowledge.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects, pods, type Subject } from '../../tables/subjects.ts';

const budgets = objects('policy/PodDisruptionBudget');

const known = new WeakMap<ResourceSet, ReadonlyMap<RenderedResource, readonly Subject[]>>();

/** Pods that each budget covers. An empty selector covers the namespace. */
function readCover(resources: ResourceSet): ReadonlyMap<RenderedResource, readonly Subject[]> {
  const cover =
    known.get(resources) ??
    new Map(budgets(resources).map(({ resource }) => [resource, findCovered(resources, resource)]));
  known.set(resources, cover);
  return cover;
}

function findCovered(resources: ResourceSet, budget: RenderedResource): readonly Subject[] {
  const selector = getIn(budget.json, ['spec', 'selector']);
  return pods(resources).filter(
    ({ template, resource }) =>
      template !== undefined &&
      template.namespace === budget.object.metadata.namespace &&
      !['Job', 'CronJob'].includes(resource.object.kind) &&
      matchesLabelSelector(selector, template.labels),
  );
}

function budgetsOf(resources: ResourceSet, pod: Subject): readonly RenderedResource[] {
  return [...readCover(resources)].flatMap(([budget, covered]) => (covered.includes(pod) ? [budget] : []));
}

const rows: readonly FieldRow[] = [
  {
    slug: 'disruption/one-bound',
    title: 'A disruption budget has exactly one bound',
    why: 'The API refuses both, and neither means nothing may ever be evicted or everything at once.',
    fix: 'Keep `maxUnavailable`.',
    references: ['kubernetes pkg/apis/policy/validation/validation.go: ValidatePodDisruptionBudgetSpec'],
    of: budgets,
    optional: true,
    path: ['spec'],
    wrong: (value) => {
      const bounds = ['minAvailable', 'maxUnavailable'].filter((key) => isObject(value) && key in value);
      return bounds.length === 1
        ? undefined
        : `has ${bounds.length === 0 ? 'no bound' : 'minAvailable and maxUnavailable'}: exactly one is allowed. Keep maxUnavailable.`;
    },
  },
  {
    slug: 'disruption/unhealthy',
    title: 'A budget does not hold pods that are not ready',
    severity: 'warning',
    why: 'Without it, pods that never become ready cannot be evicted where the budget is used up: a drain then waits for a human.',
    fix: 'Set `unhealthyPodEvictionPolicy: AlwaysAllow`.',
    references: ['kubernetes.io docs: Specifying a Disruption Budget, Unhealthy Pod Eviction Policy'],
    of: budgets,
    optional: true,
    path: ['spec', 'unhealthyPodEvictionPolicy'],
    wrong: (value) =>
      value === undefined
        ? 'has no unhealthyPodEvictionPolicy: pods that never become ready hold a drain for ever. Set AlwaysAllow.'
        : undefined,
  },
  {
    slug: 'disruption/selects-pods',
    title: 'A disruption budget covers pods',
    why: 'A budget that selects nothing protects nothing, and looks as if it did.',
    fix: 'Select by labels of the workload.',
    references: ['kubernetes.io docs: Specifying a Disruption Budget for your Application'],
    of: budgets,
    optional: true,
    path: ['spec', 'selector'],
    wrong: (value, { resource }, resources) => {
      const isSelected = (labels: Labels) => matchesLabelSelector(value, labels);
      if (
        selectsOperatorPods(value) ||
        hasChart(resources, resource) ||
        selectsMadePods(resources, resource.object.metadata.namespace ?? '', isSelected)
      )
        return undefined;
      return (readCover(resources).get(resource) ?? []).length > 0
        ? undefined
        : 'selects no pod of its namespace: it protects nothing. Select by labels that pods have.';
    },
  },
  {
    slug: 'disruption/never',
    title: 'A node can be drained',
    why: 'A budget that allows no eviction holds every drain until somebody deletes the pod by hand.',
    fix: 'Set `maxUnavailable: 1`.',
    references: ['kubernetes.io docs: Specifying a Disruption Budget for your Application'],
    of: budgets,
    optional: true,
    path: ['spec'],
    wrong: (value, { resource }, resources) => {
      const covered = readCover(resources).get(resource) ?? [];
      const replicas = covered.reduce((sum, { template }) => sum + (template?.replicas ?? Number.NaN), 0);
      if (covered.length === 0 || Number.isNaN(replicas)) return undefined;
      const min = getIn(value, ['minAvailable']);
      const max = getIn(value, ['maxUnavailable']);
      // Both round up (kubernetes pkg/controller/disruption/disruption.go).
      const allowed =
        max !== undefined
          ? scaleIntOrPercent(max, replicas, 'up')
          : replicas - (scaleIntOrPercent(min ?? 0, replicas, 'up') ?? 0);
      return allowed === undefined || allowed > 0
        ? undefined
        : `allows none of its ${replicas} pods to be evicted: a drain of their node never ends. Set maxUnavailable: 1.`;
    },
  },
  {
    slug: 'disruption/one-budget',
    title: 'A pod is in at most one disruption budget',
    why: 'Eviction of a pod that two budgets select fails with a server error, and the drain with it.',
    fix: 'Make the selectors disjoint.',
    references: ['kubernetes pkg/registry/core/pod/storage/eviction.go: more than one PodDisruptionBudget'],
    of: pods,
    path: [],
    wrong: (_, subject, resources) => {
      const names = budgetsOf(resources, subject).map(({ object }) => object.metadata.name);
      return names.length < 2
        ? undefined
        : `is in ${names.length} disruption budgets (${names.join(', ')}): eviction fails with a server error. Make the selectors disjoint.`;
    },
  },
  {
    slug: 'disruption/covered',
    title: 'Workloads of several pods have a disruption budget',
    severity: 'warning',
    why: 'Without one a drain of two nodes at once takes every pod of the workload.',
    fix: 'Add a PodDisruptionBudget with `maxUnavailable: 1`.',
    references: ['kubernetes.io docs: Disruptions'],
    of: pods,
    path: [],
    wrong: (_, subject, resources) => {
      const replicas = subject.template?.replicas ?? 1;
      const scaled = ['Deployment', 'StatefulSet'].includes(subject.resource.object.kind) && replicas > 1;
      if (!scaled) return undefined;
      return budgetsOf(resources, subject).length > 0
        ? undefined
        : `has ${replicas} replicas and no disruption budget: drains may take all of them at once. Add one with maxUnavailable: 1.`;
    },
  },
];

/** Disruption budgets and what they cover. */
export const disruptionFields = rows.map(makeFieldRule);
