import { listIn, textIn } from '../../../kubernetes/json.ts';
import { containersOf } from '../../../kubernetes/ports.ts';
import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';
import { s3ProviderOf, synapseProcesses } from '../../synapse-processes.ts';

/** Repositories of upstream's image, also below a mirror. */
const upstream = /(?:^|\/)(?:element-hq|matrixdotorg)\/synapse(?:[:@]|$)|^oci\.element\.io\/synapse[:@]/;

/** Whoever loads the S3 provider or runs its tool has an image with it. */
export const mediaProviderImage: Rule = {
  slug: 'media/provider-image',
  title: 'What uses the S3 storage provider runs an image that has it',
  severity: 'error',
  why: "Upstream's Synapse image has neither the S3 storage provider nor s3_media_upload: the process ends at its start with an import error, the job with a command that is not there.",
  fix: 'Build images/synapse, push it, and name its repository in `synapse.media.image`.',
  references: [
    'element-hq/synapse docker/Dockerfile: only the extras of Synapse are installed',
    'matrix-org/synapse-s3-storage-provider v1.7.0 setup.py',
    'element-hq/ess-helm#1347',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const loading = synapseProcesses(resources)
      .filter((process) => s3ProviderOf(process) !== undefined)
      .map(({ template }) => template);
    const running = resources.podTemplates.filter((template) =>
      /\bs3_media_upload\b/.test(programText(resources, template)),
    );
    for (const template of new Set([...loading, ...running])) {
      const index = containersOf(template.spec).findIndex((each) =>
        upstream.test(textIn(each, 'image') ?? ''),
      );
      const image = textIn(listIn(template.spec, 'containers')[index], 'image');
      if (image === undefined) {
        pass();
        continue;
      }
      const what = loading.includes(template) ? 'loads s3_storage_provider' : 'runs s3_media_upload';
      fail({
        resource: template.owner,
        path: [...template.path, 'containers', index, 'image'],
        message: `the pod ${what} from ${image}, which does not have it: it fails at its start. Use the image of images/synapse.`,
        setting: 'synapse.media.image',
      });
    }
    // Without an object store there is nothing to load, which is right.
    if (loading.length + running.length === 0 && synapseProcesses(resources).length > 0) pass();
  },
};
