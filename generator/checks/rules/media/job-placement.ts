import { listIn, textIn } from '../../../kubernetes/json.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { PodTemplate, ResourceSet } from '../../../rendered/resource-set.ts';
import type { Rule } from '../../rule.ts';

/** Jobs that share a ReadWriteOnce volume with a workload run on its node. */
export const mediaJobPlacement: Rule = {
  slug: 'media/job-placement',
  title: 'A job that shares a ReadWriteOnce volume runs on the node of its owner',
  severity: 'error',
  why: 'Such a volume can be attached to one node only. A job anywhere else waits in ContainerCreating until it is given up, and local media is never removed.',
  fix: 'Give the job a required podAffinity to the pods that have the volume, with topologyKey kubernetes.io/hostname.',
  references: [
    'Kubernetes, Persistent Volumes, Access Modes: ReadWriteOnce is read-write by a single node',
    'Design 2025, 3.5: the clean-up job names no node',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    let shared = 0;
    for (const job of resources.podTemplates.filter(isJob)) {
      for (const claim of claimsOf(job)) {
        if (!isReadWriteOnce(resources, job.namespace, claim)) continue;
        const owner = resources.podTemplates.find(
          (other) => !isJob(other) && other.namespace === job.namespace && claimsOf(other).includes(claim),
        );
        if (owner === undefined) continue;
        shared += 1;
        if (staysWith(job, owner)) pass();
        else
          fail({
            resource: job.owner,
            path: job.path,
            message: `the job mounts ${claim}, a ReadWriteOnce volume that ${owner.owner.object.kind} ${owner.owner.object.metadata.name} has too, and may be scheduled on another node, where it waits for the volume until it is given up. Require podAffinity to these pods on kubernetes.io/hostname.`,
            related: [{ resource: owner.owner, path: owner.path, message: `has ${claim} attached` }],
          });
      }
    }
    if (shared === 0) pass();
  },
};

function isJob({ owner }: PodTemplate): boolean {
  return ['CronJob', 'Job'].includes(owner.object.kind);
}

function claimsOf({ spec }: PodTemplate): string[] {
  return listIn(spec, 'volumes').flatMap(
    (volume) => textIn(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  );
}

function isReadWriteOnce(resources: ResourceSet, namespace: string, claim: string): boolean {
  const found = resources.find('PersistentVolumeClaim', namespace, claim);
  const modes = listIn(found?.json, 'spec', 'accessModes');
  return found !== undefined && !modes.includes('ReadWriteMany');
}

function staysWith({ spec }: PodTemplate, owner: PodTemplate): boolean {
  const required = ['affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'] as const;
  return listIn(spec, ...required).some(
    (term) =>
      textIn(term, 'topologyKey') === 'kubernetes.io/hostname' &&
      matchesLabelSelector((term as { labelSelector?: never }).labelSelector, owner.labels),
  );
}
