import { textIn, walkJson } from '../kubernetes/json.ts';
import type { JsonObject } from '../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';

/** One image that is deployed in another version, or came or went. */
export interface ImageChange {
  /** Repository without tag and digest. */
  readonly repository: string;
  /** Tags and digests; empty when it was not there. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Versions by repository. */
type Versions = ReadonlyMap<string, ReadonlySet<string>>;

const chartPrefix = 'chart ';

/** Images and charts whose versions differ between two renderings, by repository. */
export function listImageChanges(before: ResourceSet, after: ResourceSet): ImageChange[] {
  const known = new Set(before.resources.map(({ document }) => document));
  const shared = after.resources.filter(({ document }) => known.has(document));
  const same = new Set(shared.map(({ document }) => document));
  const [old, current] = [before, after].map(({ resources }) =>
    readVersions(resources.filter(({ document }) => !same.has(document))),
  ) as [Versions, Versions];
  const repositories = [...new Set([...old.keys(), ...current.keys()])]
    .sort()
    .filter((repository) => show(old.get(repository)) !== show(current.get(repository)));
  // An object that is the same on both sides may keep a version that others leave.
  const kept = readVersions(
    shared.filter(({ document }) =>
      repositories.some((name) => document.mayHold(name.replace(chartPrefix, ''))),
    ),
  );
  return repositories.flatMap((repository) => {
    const [left, right] = [old, current].map((side) =>
      [...new Set([...(side.get(repository) ?? []), ...(kept.get(repository) ?? [])])].sort(),
    ) as [string[], string[]];
    return left.join() === right.join() ? [] : [{ repository, before: left, after: right }];
  });
}

function show(versions: ReadonlySet<string> | undefined): string {
  return [...(versions ?? [])].sort().join();
}

function readVersions(resources: readonly RenderedResource[]): Versions {
  const versions = new Map<string, Set<string>>();
  const add = (repository: string, version: string) =>
    versions.set(repository, (versions.get(repository) ?? new Set()).add(version));
  for (const { json } of resources) {
    for (const image of imagesIn(json)) {
      const [, repository = image, version = 'latest'] = /^(.*?)(?:[:@]([^/]*))?$/.exec(image) ?? [];
      add(repository, version);
    }
    const chart = textIn(json, 'spec', 'source', 'chart');
    if (chart !== undefined)
      add(`${chartPrefix}${chart}`, textIn(json, 'spec', 'source', 'targetRevision') ?? '');
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
