import { getIn, textIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import type { Report, Rule } from '../../rule.ts';
import { isRebuildable, type StatefulVolume, statefulVolumes } from '../../stateful-volumes.ts';

/** Data that cannot be made again outlives the claim and the controller that asked for it. */
export const reclaim: Rule = {
  slug: 'data/reclaim',
  title: 'Volumes with data are kept when what asked for them goes',
  severity: 'error',
  why: 'With Delete a smaller replica count, a removed StatefulSet or a deleted claim erases the disk at once. Retained it waits for a person.',
  fix: 'Set `persistentVolumeClaimRetentionPolicy` to Retain for both moments, and `reclaimPolicy: Retain` on the StorageClass. Storage classes that are not rendered here cannot be seen.',
  references: [
    'kubernetes.io docs: StatefulSets, PersistentVolumeClaim retention; both policies are Retain when not written',
    'kubernetes.io docs: Storage Classes, Reclaim policy; Delete when not written',
  ],
  components: ['cache-livekit'],
  check({ resources, pass, fail }) {
    const judged = new Set<string>();
    for (const volume of statefulVolumes(resources)) {
      const findings = isRebuildable(volume) ? [] : findMistakes(resources, volume);
      for (const finding of findings) {
        const key = JSON.stringify([finding.message, finding.path]);
        if (!judged.has(key)) fail(finding);
        judged.add(key);
      }
      if (findings.length === 0) pass();
    }
  },
};

function findMistakes(resources: ResourceSet, volume: StatefulVolume): Report[] {
  const findings = (['whenDeleted', 'whenScaled'] as const).flatMap((moment) =>
    findRetention(volume, moment),
  );
  const name = textIn(volume.claim, 'spec', 'storageClassName') ?? '';
  const storageClass = resources.find('StorageClass', '', name);
  const policy = textIn(storageClass?.json, 'reclaimPolicy') ?? 'Delete';
  if (storageClass === undefined || policy === 'Retain') return findings;
  return [
    ...findings,
    {
      resource: storageClass,
      path: ['reclaimPolicy'],
      message: `StorageClass ${name} has reclaimPolicy ${policy}, and ${volume.resource.object.kind} ${volume.resource.object.metadata.name} keeps data on it that nothing can make again: deleting the claim erases the disk. Set Retain.`,
      related: [{ resource: volume.resource, path: volume.path, message: `asks for ${name}` }],
    },
  ];
}

function findRetention({ resource }: StatefulVolume, moment: 'whenDeleted' | 'whenScaled'): Report[] {
  const path = ['spec', 'persistentVolumeClaimRetentionPolicy', moment];
  if (resource.object.kind !== 'StatefulSet' || getIn(resource.json, path) !== 'Delete') return [];
  const when = moment === 'whenDeleted' ? 'it is deleted' : 'it gets fewer replicas';
  return [
    {
      resource,
      path,
      message: `${moment} is Delete: when ${when}, the claims go, and with them data that nothing can make again. Set Retain.`,
    },
  ];
}
