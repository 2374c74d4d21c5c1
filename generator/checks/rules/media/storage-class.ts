import { textIn } from '../../../kubernetes/json.ts';
import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';
import { fileWith, s3ProviderOf, synapseProcesses } from '../../synapse-processes.ts';

const option = /--storage-class["',=\s]+([A-Z_]+)/;

/** Objects are stored in the class that every store has. */
export const mediaStorageClass: Rule = {
  slug: 'media/storage-class',
  title: 'Media is stored in the class STANDARD',
  severity: 'error',
  why: 'STANDARD_IA and its like are classes of AWS. MinIO and its forks know STANDARD and REDUCED_REDUNDANCY only, and the latter has less parity: uploads fail, or survive fewer lost disks.',
  fix: 'Write `storage_class: STANDARD`, or leave the option out.',
  references: [
    'matrix-org/synapse-s3-storage-provider v1.7.0 s3_storage_provider.py: _VALID_STORAGE_CLASSES, default STANDARD',
    'Design 2025, 3.5: STANDARD_IA on MinIO',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const say = (where: string, storageClass: string) =>
      `${where} stores media as ${storageClass}, which a store other than AWS refuses or keeps with less parity. Write STANDARD.`;
    for (const process of synapseProcesses(resources)) {
      const storageClass = textIn(s3ProviderOf(process), 'config', 'storage_class') ?? 'STANDARD';
      const file = fileWith(process, 'media_storage_providers');
      if (storageClass === 'STANDARD' || file === undefined) pass();
      else
        fail({
          resource: file.configMap,
          path: file.path,
          lineContaining: 'storage_class',
          message: say('the storage provider', storageClass),
        });
    }
    for (const template of resources.podTemplates) {
      const text = programText(resources, template);
      if (!/\bs3_media_upload\b/.test(text)) continue;
      const storageClass = option.exec(text)?.[1] ?? 'STANDARD';
      if (storageClass === 'STANDARD') pass();
      else
        fail({
          resource: template.owner,
          path: template.path,
          message: say('s3_media_upload', storageClass),
        });
    }
  },
};
