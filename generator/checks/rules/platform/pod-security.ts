import { textsIn } from '../../../kubernetes/json.ts';
import { hasChartIn, isCompletedByOperator } from '../../operator-knowledge.ts';
import { type PodSecurityLevel, podSecurityLevels, strictestLevel } from '../../pod-security-level.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const enforce = 'pod-security.kubernetes.io/enforce';

const rows: readonly FieldRow[] = [
  {
    slug: 'platform/pod-security',
    title: 'A namespace enforces the Pod Security level that its pods need',
    why: 'Without a level the next pod may be root on its node; with one that is too strict the API refuses pods, and their workload has none.',
    fix: `Label the namespace \`${enforce}\` with the strictest level that admits its pods.`,
    references: ['kubernetes.io docs: Pod Security Admission', 'kubernetes.io docs: Pod Security Standards'],
    of: objects('/Namespace'),
    optional: true,
    path: ['metadata', 'labels', enforce],
    wrong: (_, { json, resource }, resources) => {
      const namespace = resource.object.metadata.name;
      const pods = resources.podsIn(namespace).filter(({ owner }) => !isCompletedByOperator(owner.object));
      if (pods.length === 0) return undefined;
      const label = textsIn(json, 'metadata', 'labels')[enforce];
      const needs = pods.map((pod) => ({ pod, level: strictestLevel(pod.spec) }));
      const loosest =
        podSecurityLevels.find((level) => needs.some((need) => need.level === level)) ?? 'restricted';
      if (!isLevel(label))
        return `${label === undefined ? 'enforces no Pod Security level' : `enforces "${label}", which is no Pod Security level`}: its next pod may be root on its node. Label it ${enforce}: ${loosest}.`;
      const refused = needs.find(({ level }) => rank(level) < rank(label));
      if (refused !== undefined) {
        const { kind, metadata } = refused.pod.owner.object;
        return `enforces ${label}, and ${kind} ${metadata.name} needs ${refused.level}: the API refuses its pods. Change the pod, or the label to ${loosest}.`;
      }
      // What a chart brings is not seen here and may need more.
      return rank(label) < rank(loosest) && !hasChartIn(resources, namespace)
        ? `enforces ${label} only, and all of its pods would do with ${loosest}: the next one may do more than any of them. Label it ${enforce}: ${loosest}.`
        : undefined;
    },
  },
];

function rank(level: PodSecurityLevel): number {
  return podSecurityLevels.indexOf(level);
}

function isLevel(label: string | undefined): label is PodSecurityLevel {
  return podSecurityLevels.includes(label as PodSecurityLevel);
}

/** Pod Security labels of namespaces. */
export const podSecurity = rows.map(makeFieldRule);
