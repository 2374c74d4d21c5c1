import { type ImagePin, images } from '../versions.ts';
import type { ImageList } from './list-images.ts';

/** What a registry says of a pinned image, beside what is recorded. */
export interface ComparedDigest {
  /** Repository and tag. */
  readonly image: string;
  /** Digest of the index that is recorded; undefined where none is. */
  readonly pinned: string | undefined;
  /** Digest that the registry gave; undefined when the file says nothing about it. */
  readonly published: string | undefined;
  /** Digest of each platform that the registry gave. */
  readonly platforms: Readonly<Record<string, string>>;
  /** Platforms whose recorded digest is another. */
  readonly changedPlatforms: readonly string[];
  /** True when the tag now stands for something else than what was read: somebody pushed it again. */
  readonly moved: boolean;
}

/** Every image that somebody publishes, without digest, each once. */
export function listTagged({ images: listed }: ImageList): string[] {
  return [...new Set(listed.filter(({ own }) => !own).map(({ source }) => source.replace(/@.*$/, '')))];
}

/**
 * Compares the digests that are recorded with those of a registry.
 *
 * @param published lines of `<repository>:<tag> <index or os/architecture> <digest>`; lines that begin with `#` are ignored.
 * @throws SyntaxError for a line that is something else.
 */
export function compareDigests(list: ImageList, published: string): ComparedDigest[] {
  const found = new Map<string, Map<string, string>>();
  for (const [index, line] of published.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, image, what, digest] =
      /^(\S+:\S+) (index|[a-z0-9]+(?:\/[a-z0-9]+)+) (sha256:[0-9a-f]{64})$/.exec(line.trim()) ?? [];
    if (image === undefined || what === undefined || digest === undefined)
      throw new SyntaxError(
        `line ${index + 1} is not "<repository>:<tag> <index or os/architecture> <digest>"`,
      );
    found.set(image, (found.get(image) ?? new Map()).set(what, digest));
  }
  const pins = new Map<string, ImagePin>(
    Object.values(images).map((pin: ImagePin) => [`${pin.repository}:${pin.tag}`, pin]),
  );
  const named = new Map(
    list.images.map(({ source }) => {
      const [image = '', digest] = source.split('@');
      return [image, digest] as const;
    }),
  );
  return listTagged(list).map((image) => {
    const { index: digest, ...platforms } = Object.fromEntries(found.get(image) ?? []);
    const recorded = pins.get(image)?.platforms ?? {};
    const changedPlatforms = Object.keys(recorded).filter(
      (platform) => platforms[platform] !== undefined && platforms[platform] !== recorded[platform],
    );
    const pinned = named.get(image);
    const moved =
      (pinned !== undefined && digest !== undefined && pinned !== digest) || changedPlatforms.length > 0;
    return { image, pinned, published: digest, platforms, changedPlatforms, moved };
  });
}
