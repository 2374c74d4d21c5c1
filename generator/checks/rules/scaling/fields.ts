import { numberIn, textIn } from '../../../kubernetes/json.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { remember } from '../../remember.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const references = ['kubernetes.io docs: Horizontal Pod Autoscaling'];
const scalers = { of: objects('autoscaling/HorizontalPodAutoscaler'), optional: true } as const;

function targetOf({
  object,
  json,
}: RenderedResource): readonly [kind: string, namespace: string, name: string] {
  const of = (key: string) => textIn(json, 'spec', 'scaleTargetRef', key) ?? '';
  return [of('kind'), object.metadata.namespace ?? '', of('name')];
}

/** Autoscalers by what they scale. */
const scalersOf = remember((resources) => {
  const byTarget = new Map<string, RenderedResource[]>();
  for (const scaler of resources.ofKind('HorizontalPodAutoscaler', 'autoscaling')) {
    const target = targetOf(scaler).join('/');
    byTarget.set(target, [...(byTarget.get(target) ?? []), scaler]);
  }
  return byTarget;
});

const rows: readonly FieldRow[] = [
  {
    slug: 'scaling/bounds',
    title: 'An autoscaler has room to scale, and keeps two pods',
    why: 'With bounds that are equal nothing is scaled; with one pod at the least, a node that is lost takes all there is; the API refuses a maximum below the minimum.',
    fix: 'Set minReplicas to 2 or more, and maxReplicas above it.',
    references,
    ...scalers,
    path: ['spec'],
    wrong: (value) => {
      const min = numberIn(value, 'minReplicas') ?? 1;
      const max = numberIn(value, 'maxReplicas') ?? 0;
      if (max < min) return `scales from ${min} to ${max} pods: the API refuses it. Exchange the bounds.`;
      if (max === min)
        return `scales from ${min} to ${max} pods: it never scales. Raise maxReplicas, or remove it.`;
      return min < 2
        ? `goes down to ${min} pod${min === 1 ? '' : 's'}: the loss of one node then takes all there is. Set minReplicas: 2.`
        : undefined;
    },
  },
  {
    slug: 'scaling/fixed-replicas',
    title: 'What is autoscaled has no number of its own',
    why: 'Every sync sets the number back, and takes pods away in the middle of a peak.',
    fix: 'Remove `replicas` from the workload.',
    references: ['kubernetes.io docs: Horizontal Pod Autoscaling, Migrating Deployments and StatefulSets'],
    ...scalers,
    path: ['spec', 'scaleTargetRef'],
    wrong: (_, { resource }, resources) => {
      const [kind, namespace, name] = targetOf(resource);
      const replicas = numberIn(resources.find(kind, namespace, name)?.json, 'spec', 'replicas');
      return replicas === undefined
        ? undefined
        : `scales ${kind} ${name}, which says replicas: ${replicas} itself: every sync sets it back to ${replicas}. Remove the number there.`;
    },
  },
  {
    slug: 'scaling/one-scaler',
    title: 'A workload has one autoscaler',
    why: 'Two autoscalers of one workload undo what the other has done, again and again.',
    fix: 'Join them in one with several metrics.',
    references,
    ...scalers,
    path: ['spec', 'scaleTargetRef'],
    wrong: (_, { resource }, resources) => {
      const target = targetOf(resource);
      const [first] = (scalersOf(resources).get(target.join('/')) ?? []).filter((one) => one !== resource);
      return first === undefined
        ? undefined
        : `scales ${target[0]} ${target[2]}, and so does ${first.object.metadata.name}: each undoes what the other does. Join them.`;
    },
  },
];

/** Autoscalers. Nothing of ours is autoscaled: these rows are for manifests of others and for patches. */
export const scalingFields = rows.map(makeFieldRule);
