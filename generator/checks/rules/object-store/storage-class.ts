import { listIn, textIn } from '../../../kubernetes/json.ts';
import { containersOf } from '../../../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../../../rendered/resource-set.ts';
import { configFiles } from '../../config-files.ts';
import { storePools } from '../../object-stores.ts';
import type { Report, Rule } from '../../rule.ts';

const known = ['STANDARD', 'REDUCED_REDUNDANCY'];

/** An option or a key that names a class of objects; classes of Kubernetes volumes are in lower case. */
const request = /(?:\bstorage[-_]?class|x-amz-storage-class)["']?\s*[=:,\s]\s*["']?([A-Z][A-Z_]+)\b/gi;

/** `media/storage-class` judges these: the storage provider of Synapse, and its tool. */
const media = /s3_storage_provider|s3_media_upload/;

/** An endpoint outside the cluster: what the text asks for may be meant for that store. */
const elsewhere = /\bhttps?:\/\/(?:[^\s@/"']*@)?(?![a-z0-9.-]*\.svc\b)[a-z0-9-]+\.[a-z0-9.-]+/i;

/** Nobody asks a store in the cluster for a class that only AWS has. */
export const objectStorageClass: Rule = {
  slug: 'object-store/storage-class',
  title: 'Objects are kept in a class that the store in the cluster has',
  severity: 'error',
  why: 'MinIO and its forks know STANDARD and REDUCED_REDUNDANCY. Any other class is answered with InvalidStorageClass: nothing is stored, and a program that only logs the answer loses what it wrote.',
  fix: 'Ask for STANDARD, or for nothing.',
  references: [
    'minio/minio internal/config/storageclass/storage-class.go: IsValid',
    'Design 2025, 3.5: STANDARD_IA on MinIO',
  ],
  components: ['object-store'],
  check({ resources, pass, fail }) {
    const inCluster = storePools(resources).length > 0;
    const reports = inCluster ? [...inFiles(resources), ...inCommands(resources)] : [];
    for (const report of reports) fail(report);
    if (inCluster && reports.length === 0) pass();
  },
};

function inFiles(resources: ResourceSet): Report[] {
  return configFiles(resources).flatMap(({ configMap, path, text }) =>
    findUnknown(text).map(({ name, line }) => ({
      resource: configMap,
      path,
      lineContaining: line,
      message: say(name),
    })),
  );
}

function inCommands(resources: ResourceSet): Report[] {
  return resources.podTemplates.flatMap((template) =>
    findUnknown(wordsOf(template)).map(({ name }) => ({
      resource: template.owner,
      path: template.path,
      message: say(name),
    })),
  );
}

function wordsOf({ spec }: PodTemplate): string {
  return containersOf(spec)
    .flatMap((container) => [
      ...listIn(container, 'command'),
      ...listIn(container, 'args'),
      ...listIn(container, 'env').map((entry) => `${textIn(entry, 'name')}=${textIn(entry, 'value') ?? ''}`),
    ])
    .map(String)
    .join('\n');
}

function findUnknown(text: string): { name: string; line: string }[] {
  if (media.test(text) || elsewhere.test(text)) return [];
  return [...text.matchAll(request)].flatMap(([line, name = '']) =>
    known.includes(name) || name !== name.toUpperCase() ? [] : [{ name, line: line.split('\n')[0] ?? '' }],
  );
}

function say(name: string): string {
  return `class ${name} is asked for, and a store in the cluster has ${known.join(' and ')} only: it answers InvalidStorageClass, and nothing is kept. Write STANDARD.`;
}
