import { textIn, walkJson } from '../kubernetes/json.ts';
import type { JsonObject } from '../kubernetes/object.ts';
import type { ResourceSet } from '../rendered/resource-set.ts';

/** One image that is deployed in another version, or came or went. */
export interface ImageChange {
  /** Repository without tag and digest. */
  readonly repository: string;
  /** Tags and digests; empty when it was not there. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Images and charts whose versions differ between two renderings, by repository. */
export function listImageChanges(before: ResourceSet, after: ResourceSet): ImageChange[] {
  const [old, current] = [before, after].map(versionsOf);
  return [...new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])])].sort().flatMap((repository) => {
    const [left, right] = [old, current].map((versions) => [...(versions?.get(repository) ?? [])].sort());
    if (left === undefined || right === undefined || left.join() === right.join()) return [];
    return [{ repository, before: left, after: right }];
  });
}

function versionsOf({ resources }: ResourceSet): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  const add = (repository: string, version: string) =>
    versions.set(repository, (versions.get(repository) ?? new Set()).add(version));
  for (const { json } of resources) {
    for (const image of imagesIn(json)) {
      const [, repository = image, version = 'latest'] = /^(.*?)(?:[:@]([^/]*))?$/.exec(image) ?? [];
      add(repository, version);
    }
    const chart = textIn(json, 'spec', 'source', 'chart');
    if (chart !== undefined) add(`chart ${chart}`, textIn(json, 'spec', 'source', 'targetRevision') ?? '');
  }
  return versions;
}

function imagesIn(json: JsonObject): string[] {
  const images: string[] = [];
  walkJson(json, (value, path) => {
    if (
      typeof value === 'string' &&
      ['image', 'imageName'].includes(String(path.at(-1))) &&
      path[0] === 'spec'
    )
      images.push(value);
  });
  return images;
}
