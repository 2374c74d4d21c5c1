import type { Rule } from '../../rule.ts';
import { keepsMedia, synapseProcesses } from '../../synapse-processes.ts';

/** Exactly one process keeps media. */
export const singleMediaRepository: Rule = {
  slug: 'synapse/single-media-repository',
  title: 'One Synapse process keeps media',
  severity: 'error',
  why: 'A process looks for media on its own volume. With two, uploads land on one and thumbnails and link previews are looked for on the other; with none, nobody answers the media API.',
  fix: 'Set `enable_media_repo: false` everywhere but in the media worker, or in main where there is none.',
  references: [
    'element-hq/synapse docs/workers.md, synapse.app.media_repository: media workers must share a file system',
    'element-hq/synapse v1.163.2 synapse/config/repository.py: enable_media_repo is true by default',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const processes = synapseProcesses(resources);
    const keepers = processes.filter(keepsMedia);
    const pods = keepers.reduce((sum, { template }) => sum + (template.replicas ?? 1), 0);
    if (processes.length === 0) return;
    if (pods === 1) {
      pass();
      return;
    }
    const names = keepers.map(
      ({ template }) => `${template.replicas ?? 1} x ${template.owner.object.metadata.name}`,
    );
    const { template } = keepers.at(-1) ?? processes[0] ?? {};
    if (template === undefined) return;
    fail({
      resource: template.owner,
      path: template.path,
      message:
        pods === 0
          ? 'no Synapse process has the media repository on: uploads, downloads and thumbnails are not served. Set enable_media_repo: true in one.'
          : `${pods} processes keep media (${names.join(', ')}): each looks on its own volume, so what one has the other does not find. Leave one.`,
      setting: 'synapse.workers.mediaRepository.replicas',
    });
  },
};
