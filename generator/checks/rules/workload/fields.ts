import { getIn, isObject, listIn, numberIn, textIn, textsIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects, pods } from '../../tables/subjects.ts';

const selecting = objects('apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet');
const scalable = objects('apps/Deployment', 'apps/StatefulSet');
const finishing = ['batch/Job', 'batch/CronJob'];

/** Longest name that still lets the controller append what it appends to pods and Jobs. */
const nameLimits: Readonly<Record<string, number>> = {
  CronJob: 52,
  StatefulSet: 52,
  Deployment: 63,
  DaemonSet: 63,
  Job: 63,
};

const rows: readonly FieldRow[] = [
  {
    slug: 'workload/selector',
    title: 'A workload selects its own pods',
    why: 'The API refuses a selector that does not match the labels of the template.',
    fix: 'Repeat the selector in the labels of the template.',
    references: ['kubernetes pkg/apis/apps/validation/validation.go: ValidateDeploymentSpec'],
    of: selecting,
    path: ['spec', 'selector'],
    wrong: (value, { json }) => {
      const labels = textsIn(json, 'spec', 'template', 'metadata', 'labels');
      if (!isObject(value) || Object.keys(value).length === 0)
        return 'has an empty selector: the API refuses it. Select by labels that stand in the template.';
      return matchesLabelSelector(value, labels)
        ? undefined
        : 'has a selector that does not match the labels of its own template: the API refuses it. Repeat the labels.';
    },
  },
  {
    slug: 'workload/recreate-update',
    title: 'A recreating Deployment has no rolling update',
    why: 'The API refuses a block `rollingUpdate` beside `type: Recreate`.',
    fix: 'Remove the block `rollingUpdate`.',
    references: ['kubernetes pkg/apis/apps/validation/validation.go: ValidateDeploymentStrategy'],
    of: objects('apps/Deployment'),
    path: ['spec', 'strategy'],
    wrong: (value) =>
      textIn(value, 'type') === 'Recreate' && isObject(getIn(value, ['rollingUpdate']))
        ? 'is to be recreated and has a block rollingUpdate: the API refuses it. Remove the block.'
        : undefined,
  },
  {
    slug: 'workload/stuck-update',
    title: 'A rolling update can move',
    why: 'With neither a pod more nor a pod less an update never begins, and the API refuses it.',
    fix: 'Set one of maxSurge and maxUnavailable above 0.',
    references: ['kubernetes pkg/apis/apps/validation/validation.go: ValidateRollingUpdateDeployment'],
    of: objects('apps/Deployment'),
    path: ['spec', 'strategy', 'rollingUpdate'],
    wrong: (value) =>
      isObject(value) && ['maxSurge', 'maxUnavailable'].every((key) => /^0%?$/.test(String(value[key])))
        ? 'may have neither a pod more nor a pod less while it updates: the API refuses it. Set maxSurge: 1.'
        : undefined,
  },
  {
    slug: 'workload/scaled-to-zero',
    title: 'Nothing is scaled to zero',
    why: 'A workload without pods looks Healthy everywhere and serves nobody.',
    fix: 'Set replicas, or switch the component off.',
    references: ['kubernetes.io docs: Deployments'],
    of: scalable,
    path: ['spec', 'replicas'],
    wrong: (value) =>
      value === 0
        ? 'has 0 replicas: it is Healthy for Argo CD and serves nobody. Scale it up, or take it out.'
        : undefined,
  },
  {
    slug: 'workload/headless-service',
    title: 'A StatefulSet has its Service',
    why: 'Pods of a StatefulSet have names in DNS only through the headless Service that it names.',
    fix: 'Add a Service with `clusterIP: None` under that name.',
    references: ['kubernetes.io docs: StatefulSets, Stable Network ID'],
    of: objects('apps/StatefulSet'),
    path: ['spec', 'serviceName'],
    wrong: (value, { resource }, resources) => {
      if (value === undefined || value === '') return undefined;
      const service = resources.find('Service', resource.object.metadata.namespace ?? '', String(value));
      if (service === undefined)
        return `names the Service ${String(value)}, which is not there: its pods have no names in DNS. Add it, headless.`;
      return getIn(service.json, ['spec', 'clusterIP']) === 'None'
        ? undefined
        : `names the Service ${String(value)}, which is not headless: its pods have no names in DNS. Set clusterIP: None.`;
    },
  },
  {
    slug: 'workload/name-length',
    title: 'Names leave room for what is appended',
    why: 'Controllers append to names; a pod or Job whose name becomes too long is not created.',
    fix: 'Give it a shorter name.',
    references: [
      'kubernetes pkg/apis/batch/validation/validation.go: ValidateCronJobCreate',
      'kubernetes pkg/controller/statefulset: label controller-revision-hash',
    ],
    of: objects('apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', ...finishing),
    path: ['metadata', 'name'],
    wrong: (value, { resource }) => {
      const limit = nameLimits[resource.object.kind] ?? 63;
      return String(value).length > limit
        ? `has a name of ${String(value).length} characters: above ${limit} its pods cannot be created. Shorten it.`
        : undefined;
    },
  },
  {
    slug: 'workload/restart-policy',
    title: 'Jobs say how their pods end',
    why: 'The API refuses Jobs whose pods always restart, which is the default.',
    fix: 'Set `restartPolicy: Never` or `OnFailure`.',
    references: ['kubernetes pkg/apis/batch/validation/validation.go: validateJobSpec'],
    of: (resources) =>
      pods(resources).filter(({ resource }) => ['Job', 'CronJob'].includes(resource.object.kind)),
    optional: true,
    path: ['restartPolicy'],
    wrong: (value) =>
      value === 'Never' || value === 'OnFailure'
        ? undefined
        : `of a Job has restartPolicy ${String(value ?? 'unset, which means Always')}: the API refuses it. Set Never or OnFailure.`,
  },
  {
    slug: 'workload/start-deadline',
    title: 'A CronJob forgets what it missed',
    severity: 'warning',
    why: 'After 100 missed starts a CronJob without a deadline is never started again.',
    fix: 'Set `startingDeadlineSeconds`.',
    references: ['kubernetes.io docs: CronJob, Job creation'],
    of: objects('batch/CronJob'),
    optional: true,
    path: ['spec', 'startingDeadlineSeconds'],
    wrong: (value) =>
      value === undefined
        ? 'has no startingDeadlineSeconds: after 100 missed starts it is never started again. Set it, above 10.'
        : undefined,
  },
  {
    slug: 'workload/schedule',
    title: 'Schedules of CronJobs have five fields in range',
    why: 'The API refuses a schedule that it cannot read; six fields are for other schedulers.',
    fix: 'minute hour day month weekday, or a name such as @daily.',
    references: ['robfig/cron/v3 parser.go: ParseStandard'],
    of: objects('batch/CronJob'),
    optional: true,
    path: ['spec', 'schedule'],
    wrong: (value) =>
      isSchedule(String(value))
        ? undefined
        : `has the schedule "${String(value)}": it is not five fields in range, and the API refuses it. Write minute, hour, day, month, weekday.`,
  },
  {
    slug: 'workload/bare-pod',
    title: 'No pod stands alone, without a controller',
    why: 'Nobody makes a lone pod again when its node is lost.',
    fix: 'Make it a Deployment or a Job.',
    references: ['kubernetes.io docs: Pods, Working with Pods'],
    of: pods,
    path: [],
    wrong: (_, { resource }) =>
      resource.object.kind !== 'Pod'
        ? undefined
        : 'stands alone: nobody makes it again when its node is lost. Make it a Deployment or a Job.',
  },
  {
    slug: 'workload/spread',
    title: 'Replicas are told to stand apart',
    severity: 'warning',
    why: 'Replicas that nothing keeps apart may all stand on one node, and go with it.',
    fix: 'Add a topology spread constraint or pod anti-affinity on `kubernetes.io/hostname` that selects the pods themselves.',
    references: ['kubernetes.io docs: Pod Topology Spread Constraints'],
    of: pods,
    path: [],
    wrong: (_, { json, template, resource }) => {
      const replicas = template?.replicas ?? 1;
      const scaled = ['Deployment', 'StatefulSet'].includes(resource.object.kind) && replicas > 1;
      if (!scaled || template === undefined) return undefined;
      const terms = spreadTerms(json);
      if (terms.some((term) => matchesLabelSelector(getIn(term, ['labelSelector']), template.labels)))
        return undefined;
      return terms.length === 0
        ? `has ${replicas} replicas that nothing keeps apart: all of them may stand on one node. Add a spread constraint on kubernetes.io/hostname.`
        : `has ${replicas} replicas, and what should keep them apart selects other pods: all of them may stand on one node. Select the pods themselves.`;
    },
  },
  {
    slug: 'workload/spread-fields',
    title: 'Spread constraints are valid',
    why: 'The API refuses a skew below 1, two constraints of one kind for one key, and minDomains where nothing is forced.',
    fix: 'maxSkew 1 or more; one constraint per key and kind; minDomains with DoNotSchedule only.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: validateTopologySpreadConstraints'],
    of: pods,
    path: ['topologySpreadConstraints'],
    wrong: (_, { json }) => {
      const constraints = listIn(json, 'topologySpreadConstraints');
      const keys = constraints.map(
        (one) => `${textIn(one, 'topologyKey')} ${textIn(one, 'whenUnsatisfiable')}`,
      );
      const twice = keys.find((key, index) => keys.indexOf(key) !== index);
      if (twice !== undefined)
        return `has two spread constraints for ${twice}: the API refuses it. Keep one.`;
      for (const one of constraints) {
        if ((numberIn(one, 'maxSkew') ?? 0) < 1)
          return 'has a spread constraint with maxSkew below 1: the API refuses it. Set 1.';
        if (numberIn(one, 'minDomains') !== undefined && textIn(one, 'whenUnsatisfiable') !== 'DoNotSchedule')
          return 'has minDomains on a constraint that only prefers: the API refuses it. Remove it, or force the spread.';
      }
      return undefined;
    },
  },
];

/** Everything in a pod that keeps it away from others: spread constraints, and terms of anti-affinity, required or preferred. */
function spreadTerms(spec: Json): readonly Json[] {
  const anti = ['affinity', 'podAntiAffinity'] as const;
  return [
    ...listIn(spec, 'topologySpreadConstraints'),
    ...listIn(spec, ...anti, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...listIn(spec, ...anti, 'preferredDuringSchedulingIgnoredDuringExecution').flatMap(
      (preferred) => getIn(preferred, ['podAffinityTerm']) ?? [],
    ),
  ];
}

const ranges: readonly (readonly [low: number, high: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];
const named = /^(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)$/i;

/** True for what the API's parser takes: five fields, or a descriptor. */
function isSchedule(text: string): boolean {
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/.test(text)) return true;
  const fields = text.trim().split(/\s+/);
  return (
    fields.length === ranges.length &&
    ranges.every(([low, high], index) =>
      (fields[index] ?? '').split(',').every((part) => {
        const match = /^(\*|\?|\w+(?:-\w+)?)(?:\/([1-9]\d*))?$/.exec(part);
        if (match === null) return false;
        return (match[1] ?? '')
          .split('-')
          .every(
            (bound) =>
              ['*', '?'].includes(bound) ||
              (index >= 3 && named.test(bound)) ||
              (/^\d+$/.test(bound) && Number(bound) >= low && Number(bound) <= high),
          );
      }),
    )
  );
}

/** Fields of workloads. */
export const workloadFields = rows.map(makeFieldRule);
