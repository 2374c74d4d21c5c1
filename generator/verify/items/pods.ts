import { namespacesOf } from '../../components/common/namespaces.ts';
import { listIn, numberIn, textIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { Item } from '../item.ts';
import { fail, pass } from '../outcome.ts';
import { itemsOf } from '../read-cluster.ts';
import { numberOf, renderedOf } from '../rendered.ts';

/** Names of at most three, so that a line stays a line. */
function few(names: readonly string[]): string {
  const more = names.length - 3;
  return `${names.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where the number of ready pods of a workload stands. */
const readyFields: Readonly<Record<string, readonly [ready: string, wanted: string]>> = {
  Deployment: ['readyReplicas', 'replicas'],
  StatefulSet: ['readyReplicas', 'replicas'],
  DaemonSet: ['numberReady', 'desiredNumberScheduled'],
};

/** Workloads and their pods. */
export const pods: Item = {
  id: 'pods',
  family: 'cluster',
  title: 'All pods run and are ready',
  proves:
    'Every workload of this environment is in the cluster with all its replicas, and no pod of its namespaces is in trouble.',
  design: [1],
  probe: async (context) => {
    const behind: string[] = [];
    for (const [kind, [ready, wanted]] of Object.entries(readyFields)) {
      const there = await itemsOf(context, `${kind.toLowerCase()}s`, '--all-namespaces');
      for (const object of renderedOf(context.platform, kind)) {
        const { name, namespace } = object.metadata;
        const found = there.find(
          (item) =>
            textIn(item, 'metadata', 'name') === name && textIn(item, 'metadata', 'namespace') === namespace,
        );
        const count = numberIn(found, 'status', ready) ?? 0;
        const expected =
          numberOf(object, 'spec', 'replicas') ?? Math.max(numberIn(found, 'status', wanted) ?? 1, 1);
        if (found === undefined) behind.push(`${kind} ${namespace}/${name} is not there`);
        else if (count < expected) behind.push(`${kind} ${namespace}/${name} has ${count} of ${expected}`);
      }
    }
    if (behind.length > 0) return fail(few(behind), 'docs/runbooks/pod-not-starting.md');
    const own = new Set(namespacesOf(context.environment).map(({ name }) => name));
    const all = (await itemsOf(context, 'pods', '--all-namespaces')).filter((pod) =>
      own.has(textIn(pod, 'metadata', 'namespace') ?? ''),
    );
    const troubled = all.filter(isTroubled);
    if (troubled.length > 0)
      return fail(
        `not ready: ${few(troubled.map((pod) => `${textIn(pod, 'metadata', 'namespace')}/${textIn(pod, 'metadata', 'name')}`))}`,
        'docs/runbooks/pod-not-starting.md, docs/runbooks/pod-crash-looping.md',
      );
    return pass(`${all.length} pods`);
  },
};

/** Finished Jobs are well; a failed one is in trouble unless a later try of the same Job succeeded, which nobody has to know here. */
function isTroubled(pod: Json): boolean {
  if (textIn(pod, 'status', 'phase') === 'Succeeded') return false;
  if (listIn(pod, 'metadata', 'ownerReferences').some((owner) => textIn(owner, 'kind') === 'Job'))
    return false;
  const ready = listIn(pod, 'status', 'conditions').find((one) => textIn(one, 'type') === 'Ready');
  return textIn(ready, 'status') !== 'True';
}
