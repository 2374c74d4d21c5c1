import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { containers } from '../../tables/subjects.ts';

/** Registries that serve nothing new, by how an image begins. */
const retired: readonly { readonly prefix: string; readonly since: string; readonly successor: string }[] = [
  { prefix: 'k8s.gcr.io/', since: '2023-04-03, frozen', successor: 'registry.k8s.io/' },
  { prefix: 'gcr.io/google-containers/', since: '2021, frozen', successor: 'registry.k8s.io/' },
  { prefix: 'gcr.io/google_containers/', since: '2021, frozen', successor: 'registry.k8s.io/' },
  ...['docker.io/bitnami/', 'bitnami/', 'docker.io/bitnamilegacy/', 'bitnamilegacy/'].map((prefix) => ({
    prefix,
    since: '2025-08-28, where only development images tagged latest are left',
    successor: 'an image of the program itself',
  })),
];

const rows: readonly FieldRow[] = [
  {
    slug: 'images/missing',
    title: 'Every container has an image',
    why: 'The API refuses a container without one.',
    fix: 'Name the image and its tag.',
    references: ['kubernetes pkg/apis/core/validation/validation.go: validateContainerCommon'],
    of: containers,
    path: ['image'],
    wrong: (value) =>
      typeof value === 'string' && value.trim() !== ''
        ? undefined
        : 'has no image: the API refuses the pod. Name one, with its tag.',
  },
  {
    slug: 'images/tag',
    title: 'Images are pinned to a version',
    why: '`latest` is another program tomorrow: two pods of one workload differ, and no rollback finds the old one.',
    fix: 'Pin a version, best with its digest.',
    references: ['kubernetes.io docs: Images, Image names'],
    of: containers,
    path: ['image'],
    wrong: (value) => {
      if (typeof value !== 'string' || value === '' || value.includes('@')) return undefined;
      const tag = /:([^/:]+)$/.exec(value)?.[1];
      return tag !== undefined && tag !== 'latest'
        ? undefined
        : `runs ${value}, ${tag === undefined ? 'which has no tag and means latest' : 'whatever that is on the day'}: pods of one workload differ, and no rollback finds the old program. Pin a version.`;
    },
  },
  {
    slug: 'images/retired-registry',
    title: 'No image comes from a registry that is frozen',
    why: 'Frozen registries get no fixes, and one day no answer.',
    fix: 'Use the registry that replaces it.',
    references: [
      'kubernetes.io blog: k8s.gcr.io Image Registry Will Be Frozen From the 3rd of April 2023',
      'bitnami/containers#83267: Upcoming changes to the Bitnami catalog (effective August 28th, 2025)',
    ],
    of: containers,
    path: ['image'],
    wrong: (value) => {
      // Sealed Secrets goes on to publish its own image there.
      if (/(?:^|\/)bitnami\/sealed-secrets/.test(String(value))) return undefined;
      const found = retired.find(({ prefix }) => String(value).startsWith(prefix));
      return found === undefined
        ? undefined
        : `comes from ${found.prefix} (${found.since}): it gets no fixes any more. Use ${found.successor}.`;
    },
  },
];

/** Where images come from. */
export const imageFields = rows.map(makeFieldRule);
