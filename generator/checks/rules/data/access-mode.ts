import { getIn, listIn, textIn } from '../../../kubernetes/json.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { PodTemplate, RenderedResource } from '../../../rendered/resource-set.ts';
import { countSurge } from '../../database-clients.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { statefulVolumes } from '../../stateful-volumes.ts';

const many = ['ReadWriteMany', 'ReadOnlyMany'];

/** A claim is mounted by as many pods, on as many nodes, as its access mode allows. */
export const accessMode: Rule = {
  slug: 'data/access-mode',
  title: 'Volumes are mounted as their access mode allows',
  severity: 'error',
  why: 'A ReadWriteOnce volume is attached to one node. A second pod elsewhere waits in ContainerCreating for ever, and an update that starts the new pod before it stops the old one never ends.',
  fix: 'One replica and `strategy: Recreate` for a Deployment, or a StatefulSet with volumeClaimTemplates: then each pod has a volume of its own.',
  references: [
    'kubernetes.io docs: Persistent Volumes, Access Modes',
    'kubernetes.io docs: Deployments, Strategy; maxSurge is 25 % when not written',
  ],
  components: ['synapse'],
  check(context) {
    judgeShared(context);
    judgeMany(context);
  },
};

/** Claims that pods mount by name. Jobs are what media/job-placement judges. */
function judgeShared({ resources, pass, fail }: RuleContext): void {
  for (const claim of resources.ofKind('PersistentVolumeClaim', '')) {
    if (listIn(claim.json, 'spec', 'accessModes').some((mode) => many.includes(String(mode)))) continue;
    const { name } = claim.object.metadata;
    const users = resources.podTemplates.filter((template) => mounts(template, claim));
    const finding = users.flatMap((user) => findTooMany(user, name))[0] ?? findApart(users, name);
    if (finding === undefined) pass();
    else fail(finding);
  }
}

function mounts({ namespace, spec, owner }: PodTemplate, claim: RenderedResource): boolean {
  return (
    !['CronJob', 'Job'].includes(owner.object.kind) &&
    namespace === claim.object.metadata.namespace &&
    listIn(spec, 'volumes').some(
      (volume) => textIn(volume, 'persistentVolumeClaim', 'claimName') === claim.object.metadata.name,
    )
  );
}

function findTooMany({ owner, replicas }: PodTemplate, claim: string) {
  const { kind, metadata } = owner.object;
  const says = `${kind} ${metadata.name} mounts ${claim}, a volume for one node,`;
  if (kind === 'DaemonSet')
    return [
      {
        resource: owner,
        path: ['spec', 'template'],
        message: `${says} on every node: all pods but those of one node wait for it. Give each node its own, or use another volume.`,
      },
    ];
  if ((replicas ?? 1) > 1)
    return [
      {
        resource: owner,
        path: ['spec', 'replicas'],
        message: `${says} in ${replicas} pods: those on other nodes wait for it for ever. Run one, or give each pod a claim by volumeClaimTemplates.`,
      },
    ];
  if (kind === 'Deployment' && countSurge(owner.json, 'strategy', replicas ?? 1) > 0)
    return [
      {
        resource: owner,
        path: ['spec', 'strategy'],
        message: `${says} and starts the next pod before it stops the last one: on another node it waits for the volume, and the update never ends. Set strategy.type: Recreate.`,
      },
    ];
  return [];
}

/** Two workloads may share the volume where one must run on the node of the other. */
function findApart(users: readonly PodTemplate[], claim: string) {
  const [first, ...others] = users;
  if (first === undefined) return undefined;
  const apart = others.find((other) => !staysWith(other, first) && !staysWith(first, other));
  if (apart === undefined) return undefined;
  const { kind, metadata } = first.owner.object;
  return {
    resource: apart.owner,
    path: apart.path,
    message: `it mounts ${claim}, a volume for one node, which ${kind} ${metadata.name} has too, and may run on another node, where it waits for ever. Require podAffinity on kubernetes.io/hostname, or use one volume each.`,
    related: [{ resource: first.owner, path: first.path, message: `mounts ${claim}` }],
  };
}

function staysWith({ spec }: PodTemplate, other: PodTemplate): boolean {
  return listIn(spec, ...['affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution']).some(
    (term) =>
      textIn(term, 'topologyKey') === 'kubernetes.io/hostname' &&
      matchesLabelSelector(getIn(term, ['labelSelector']), other.labels),
  );
}

/** Whether a class serves several nodes depends on its driver, which no manifest shows. */
function judgeMany({ resources, unknown }: RuleContext): void {
  for (const { claim, resource, path } of statefulVolumes(resources)) {
    const index = listIn(claim, 'spec', 'accessModes').findIndex((mode) => many.includes(String(mode)));
    if (index < 0) continue;
    const storageClass = textIn(claim, 'spec', 'storageClassName') ?? 'the default class';
    unknown({
      resource,
      path: [...path, 'spec', 'accessModes', index],
      message: `the volume is asked for several nodes, and only the driver of ${storageClass} knows whether it can: most block and all local volumes cannot, and then the claim stays Pending. Make sure, or ask for ReadWriteOnce.`,
      setting: 'cluster.storageClasses',
    });
  }
}
