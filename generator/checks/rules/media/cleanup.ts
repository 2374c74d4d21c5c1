import { listIn, textIn } from '../../../kubernetes/json.ts';
import { configFiles, readYamlFile } from '../../config-files.ts';
import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** Media that is kept in an object store is also removed from the local disk. */
export const mediaCleanup: Rule = {
  slug: 'media/cleanup',
  title: 'Local media is removed once it is in the object store',
  severity: 'error',
  why: 'The S3 storage provider copies media and never deletes: without the clean-up job the local volume fills, and then every upload and every thumbnail fails.',
  fix: 'Add the CronJob that runs `s3_media_upload update` and `s3_media_upload upload --delete` on the media volume.',
  references: ['matrix-org/synapse-s3-storage-provider README.md: Regular cleanup job', 'Design 2025, 3.5'],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const jobs = resources.podTemplates.filter(({ owner }) => owner.object.kind === 'CronJob');
    const cleans = jobs.some((template) =>
      /s3_media_upload\b[\s\S]*?\bupload\b[\s\S]*?--delete\b/.test(programText(resources, template)),
    );
    for (const file of configFiles(resources)) {
      const config = readYamlFile(file);
      const provider = listIn(config, 'media_storage_providers').find((entry) =>
        textIn(entry, 'module')?.includes('s3_storage_provider'),
      );
      // The shared file counts too: a server whose media stays on its volume was looked at.
      if (provider === undefined && textIn(config, 'server_name') === undefined) continue;
      if (provider === undefined || cleans) {
        pass();
        continue;
      }
      fail({
        resource: file.configMap,
        path: file.path,
        lineContaining: 's3_storage_provider',
        message: `media is copied to bucket "${textIn(provider, 'config', 'bucket') ?? ''}", but no CronJob runs s3_media_upload with --delete (${jobs.length} CronJobs looked at): the local media volume fills until uploads fail. Add the clean-up job.`,
      });
    }
  },
};
