import type { ImageList } from './list-images.ts';

/** A pinned image or chart, and the highest version that is published in the same form. */
export interface ComparedVersion {
  /** Repository of an image, or of a chart with its name. */
  readonly repository: string;
  readonly pinned: string;
  /** Highest version above the pinned one; undefined when there is none. */
  readonly newer: string | undefined;
  /** False when the file says nothing about it. */
  readonly known: boolean;
}

/** Every image and chart that somebody publishes: where, and which version is pinned. */
export function listPins({ images, charts }: ImageList): { repository: string; pinned: string }[] {
  return [
    ...images
      .filter(({ own }) => !own)
      .map(({ source }) => {
        const [, repository = '', pinned = ''] = /^(.+):([^:/@]+)(?:@.+)?$/.exec(source) ?? [];
        return { repository, pinned };
      }),
    ...charts.map(({ source, chart, version }) => ({ repository: `${source}/${chart}`, pinned: version })),
  ];
}

/**
 * Compares what is pinned with what is published.
 *
 * @param published lines of `<repository> <tag>`; lines that begin with `#` are ignored.
 */
export function findNewer(list: ImageList, published: string): ComparedVersion[] {
  const tags = new Map<string, string[]>();
  for (const line of published.split('\n')) {
    const [repository = '', tag] = line.trim().split(/\s+/);
    if (tag === undefined || repository.startsWith('#')) continue;
    tags.set(repository, [...(tags.get(repository) ?? []), tag]);
  }
  return listPins(list).map(({ repository, pinned }) => {
    const candidates = (tags.get(repository) ?? []).filter((tag) => isNewer(tag, pinned));
    const [newer] = candidates.sort((one, other) => (isNewer(one, other) ? -1 : 1));
    return { repository, pinned, newer, known: tags.has(repository) };
  });
}

/**
 * True for a higher version in the same form: `3.4.10-alpine` after `3.4.2-alpine`, but neither `3.5-alpine`, which moves, nor
 * `3.4.3rc1`, nor another variant.
 */
function isNewer(tag: string, pinned: string): boolean {
  if (tag.replace(/\d+/g, '#') !== pinned.replace(/\d+/g, '#')) return false;
  const before = numbersOf(pinned);
  for (const [index, number] of numbersOf(tag).entries()) {
    const difference = number - (before[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function numbersOf(tag: string): number[] {
  return [...tag.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}
