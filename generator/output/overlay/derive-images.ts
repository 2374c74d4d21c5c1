import type { Json } from '../../kubernetes/object.ts';
import type { ImageEntry } from '../kustomization.ts';
import { isMap, type Manifest } from '../to-manifest.ts';
import type { ObjectPair } from './pair-objects.ts';

/** Lists whose elements' `image` kustomize sets, at any depth (`api/filters/imagetag/legacy.go`). */
const containerLists: ReadonlySet<string> = new Set(['containers', 'initContainers']);

/** Images of an object, by a key that names the container. */
type Images = Map<string, string>;

/** Names that are safe as the regular expression that kustomize makes of them. */
const plainName = /^[A-Za-z0-9._:/-]+$/;

/** An `images` entry and the image that it results in. */
interface Candidate {
  readonly entry: ImageEntry;
  readonly result: string;
}

/**
 * Images that differ, as entries of `images`. kustomize applies an entry to every container of the component whose image has its name,
 * so an entry is used only when each of them shall have that very image. Nothing is derived when `reserved`: a patch of the user names
 * images, and entries would override it.
 */
export function deriveImages(
  kept: readonly ObjectPair[],
  added: readonly Manifest[],
  reserved: boolean,
): Map<string, Candidate> {
  if (reserved) return new Map();
  const pairs = [...kept.flatMap(pairImages), ...added.flatMap(listImages)];
  const candidates = new Map<string, Candidate>();
  for (const { before, after } of pairs) {
    if (before === undefined || before === after) continue;
    const candidate = makeCandidate(before, after);
    if (candidate !== undefined) candidates.set(candidate.entry.name, candidate);
  }
  for (const [name, { result }] of candidates) {
    const matcher = matchImage(name);
    const fits = pairs.every(
      ({ before, after }) =>
        after === result || !(matcher.test(after) || (before !== undefined && matcher.test(before))),
    );
    if (!fits) candidates.delete(name);
  }
  return candidates;
}

/** A copy of the object as it is after kustomize has applied the entries. */
export function withImages(object: Manifest, candidates: ReadonlyMap<string, Candidate>): Manifest {
  if (candidates.size === 0) return object;
  const rules = [...candidates].map(([name, { result }]) => ({ matcher: matchImage(name), result }));
  const rewrite = (image: string) => rules.find(({ matcher }) => matcher.test(image))?.result ?? image;
  return rewriteImages(object, rewrite) as Manifest;
}

function rewriteImages(value: Json, rewrite: (image: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => rewriteImages(item, rewrite));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const inner = rewriteImages(child, rewrite);
      return [key, containerLists.has(key) && Array.isArray(inner) ? inner.map(setImage) : inner];
    }),
  );
  function setImage(item: Json): Json {
    return isMap(item) && typeof item['image'] === 'string'
      ? { ...item, image: rewrite(item['image']) }
      : item;
  }
}

function listImages(object: Manifest): { before: undefined; after: string }[] {
  return [...imagesOf(object).values()].map((after) => ({ before: undefined, after }));
}

function pairImages({ base, target }: ObjectPair): { before: string | undefined; after: string }[] {
  const before = imagesOf(base);
  return [...imagesOf(target)].map(([key, after]) => ({ before: before.get(key), after }));
}

function imagesOf(value: Json, path = '', images: Images = new Map()): Images {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) imagesOf(item, `${path}/${index}`, images);
  else if (isMap(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (containerLists.has(key) && Array.isArray(child)) readContainers(child, `${path}/${key}`, images);
      else if (key === 'volumes' && Array.isArray(child)) readImageVolumes(child, `${path}/${key}`, images);
      else imagesOf(child, `${path}/${key}`, images);
    }
  }
  return images;
}

function readContainers(containers: readonly Json[], path: string, images: Images): void {
  for (const [index, item] of containers.entries()) {
    const key = `${path}/${isMap(item) && typeof item['name'] === 'string' ? item['name'] : index}`;
    if (isMap(item) && typeof item['image'] === 'string') images.set(key, item['image']);
    imagesOf(item, key, images);
  }
}

/** kustomize also sets `spec.volumes[].image.reference`. Such an image is part of its own key: it guards entries and never makes one. */
function readImageVolumes(volumes: readonly Json[], path: string, images: Images): void {
  for (const [index, item] of volumes.entries()) {
    const image: Json | undefined = isMap(item) ? item['image'] : undefined;
    if (isMap(image) && typeof image['reference'] === 'string')
      images.set(`${path}/${index} ${image['reference']}`, image['reference']);
  }
}

function makeCandidate(before: string, after: string): Candidate | undefined {
  const { name } = splitImage(before);
  const { name: newName, tag: newTag, digest } = splitImage(after);
  if ((newTag === undefined && digest === undefined) || !plainName.test(name)) return undefined;
  if (!matchImage(name).test(before) || !plainName.test(newName) || !matchImage(newName).test(after))
    return undefined;
  return {
    entry: {
      name,
      ...(newName !== name && { newName }),
      ...(newTag !== undefined && { newTag }),
      ...(digest !== undefined && { digest }),
    },
    result: after,
  };
}

/** The expression by which kustomize finds images of a name (`api/internal/image/image.go`): the name is not escaped there either. */
function matchImage(name: string): RegExp {
  return new RegExp(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
}

function splitImage(image: string): { name: string; tag?: string; digest?: string } {
  const [reference = '', digest] = image.split('@', 2);
  const colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
  const name = colon < 0 ? reference : reference.slice(0, colon);
  return {
    name,
    ...(colon >= 0 && { tag: reference.slice(colon + 1) }),
    ...(digest !== undefined && { digest }),
  };
}

/** Whether a value names an image anywhere. */
export function namesImage(value: Json): boolean {
  return imagesOf(value).size > 0;
}
