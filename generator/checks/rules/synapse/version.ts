import { textIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';
import { type SynapseWorkload, synapseWorkloads } from '../../synapse-workloads.ts';

/** Security fixes of July 2026 are in 1.157.2; /sync of workers that hung on quarantined media was mended until 1.159. */
const floor = [1, 159, 0] as const;

/** Synapse is new enough, and the same everywhere. */
export const version: Rule = {
  slug: 'synapse/version',
  title: 'Synapse is new enough, and all processes run the same',
  severity: 'error',
  why: `Below 1.157.2 known security holes of high severity are open, and below ${floor.join('.')} /sync of a server with workers could hang. Processes of different versions disagree about the database and about what they tell each other.`,
  fix: 'Use the version that the generator pins; take image patches of single processes away.',
  references: [
    'element-hq/synapse CHANGES.md: 1.157.2, security release',
    'element-hq/synapse#20080: /sync hangs in worker setups',
    'element-hq/synapse docs/upgrade.md',
  ],
  components: ['synapse'],
  check({ resources, pass, fail, unknown }) {
    const processes = synapseWorkloads(resources);
    const main = processes.find(({ isMain }) => isMain);
    const wanted = main && versionOf(main);
    for (const process of processes) {
      const { template, container, containerIndex } = process;
      const image = textIn(container, 'image') ?? '';
      const numbers = versionOf(process);
      const report = {
        resource: template.owner,
        path: [...template.path, 'containers', containerIndex, 'image'],
      };
      if (wanted !== undefined && numbers !== undefined && wanted.join('.') !== numbers.join('.')) {
        fail({
          ...report,
          message: `${template.owner.object.metadata.name} runs Synapse ${numbers.join('.')}, the main process ${wanted.join('.')}: processes of two versions must not work together. Use one version.`,
        });
      } else if (numbers === undefined) {
        unknown({
          ...report,
          message: `the image ${image} does not say which Synapse it holds; it must be at least ${floor.join('.')}. Use a tag with the version.`,
        });
      } else if (isOlder(numbers)) {
        fail({
          ...report,
          message: `Synapse ${numbers.join('.')} is older than ${floor.join('.')}: security holes are open, and /sync may hang with workers. Use the pinned version.`,
        });
      } else {
        pass();
      }
    }
  },
};

/** Version that the tag begins with (`v1.163.2`, `v1.163.2-s3-1.7.0`); an image of one's own may add to it. */
function versionOf({ container }: SynapseWorkload): readonly number[] | undefined {
  const [image = ''] = (textIn(container, 'image') ?? '').split('@');
  return /:v?(\d+)\.(\d+)\.(\d+)[^/:]*$/.exec(image)?.slice(1, 4).map(Number);
}

function isOlder(numbers: readonly number[]): boolean {
  for (const [index, least] of floor.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number < least;
  }
  return false;
}
