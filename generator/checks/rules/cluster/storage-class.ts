import { walkJson } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

/** Every storage class that a manifest names exists in the cluster. */
export const storageClass: Rule = {
  slug: 'cluster/storage-class',
  title: 'Storage classes exist',
  severity: 'error',
  why: 'A volume claim of an unknown class stays Pending for ever, and so does its pod; the class of an existing claim cannot be changed.',
  fix: 'Use a class of the cluster, or add the one that exists under its right name to `cluster.storageClasses`.',
  references: [
    'kubernetes.io docs: Persistent Volumes, Class',
    'cloudnative-pg api/v1/cluster_types.go: storage.storageClass and walStorage.storageClass',
  ],
  needsEnvironment: true,
  components: ['postgres', 'synapse'],
  check({ resources, declared, pass, fail }) {
    const classes = Object.values(declared.environment.cluster.storageClasses) as string[];
    for (const resource of resources.resources) {
      if (resource.object.kind === 'ConfigMap' || resource.object.kind === 'StorageClass') continue;
      walkJson(resource.json, (value, path) => {
        const key = path.at(-1);
        if ((key !== 'storageClassName' && key !== 'storageClass') || typeof value !== 'string') return;
        // An empty name asks for a volume that someone has prepared by hand.
        if (value === '' || classes.includes(value)) {
          pass();
          return;
        }
        fail({
          resource,
          path: [...path],
          message: `storage class "${value}" is not in the cluster (${classes.join(', ')}): the claim stays Pending and its pod never starts. Use one that exists, or declare it.`,
          setting: 'cluster.storageClasses',
        });
      });
    }
  },
};
