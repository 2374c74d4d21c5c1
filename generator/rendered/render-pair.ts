import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { JsonObject, KubernetesObject } from '../kubernetes/object.ts';
import { makeResourceSet } from './make-resource-set.ts';
import { type DocumentCache, parseDocuments } from './parse-documents.ts';
import { listOverlays, type RenderOptions, renderEnvironment } from './render-environment.ts';
import type { RenderProblem } from './render-problem.ts';
import type { RenderedResource, ResourceSet } from './resource-set.ts';
import { sameDirectory } from './same-directory.ts';

/** One environment as it was and as it is; a side where it does not exist is empty. */
export type RenderedPair =
  | { readonly ok: true; readonly before: ResourceSet; readonly after: ResourceSet }
  | { readonly ok: false; readonly environment: string; readonly problems: readonly RenderProblem[] };

/** What environments that are compared together share. */
export interface PairCache {
  readonly documents: DocumentCache;
  /** Objects of directories that are not built. */
  readonly bases: Map<string, readonly JsonObject[]>;
  /** Whether a base is the same in both trees. */
  readonly sameBases: Map<string, boolean>;
}

export interface PairOptions extends Pick<RenderOptions, 'kustomize'> {
  /** Default: a new one */
  readonly cache?: PairCache;
}

/**
 * Renders one environment of two trees. Only components whose base or overlay differs are built. The others are the same on both sides:
 * their objects stand there as their base has them, without the overlay's patches, so that rules see what lives beside a change.
 *
 * @param roots the two repository roots, old and new.
 * @throws Error when kustomize cannot be started.
 */
export async function renderPair(
  roots: { readonly before: string; readonly after: string },
  environment: string,
  { kustomize, cache = { documents: new Map(), bases: new Map(), sameBases: new Map() } }: PairOptions,
): Promise<RenderedPair> {
  const same = new Set(
    listOverlays(roots.after, environment).filter((overlay) => isSame(roots, overlay, cache)),
  );
  const options = { kustomize, cache: cache.documents, except: same };
  const [after, before] = await Promise.all([
    renderSide(roots.after, environment, options),
    renderSide(roots.before, environment, options),
  ]);
  if (!after.ok) return after;
  if (!before.ok)
    return {
      ...before,
      problems: before.problems.map((problem) => ({ ...problem, file: `${problem.file} (before)` })),
    };
  const shared = [...same].flatMap((overlay) => readUnbuilt(roots.after, environment, overlay, cache));
  const components = [...same].map((overlay) => posix.basename(overlay));
  const complete = ({ resources }: { readonly resources: ResourceSet }) =>
    makeResourceSet(
      environment,
      [...shared, ...resources.resources],
      new Set([...components, ...resources.components]),
    );
  return { ok: true, before: complete(before), after: complete(after) };
}

/** Objects of a component as its base and overlay hold them, not built. */
function readUnbuilt(
  root: string,
  environment: string,
  overlay: string,
  { bases }: PairCache,
): RenderedResource[] {
  const component = posix.basename(overlay);
  return [posix.join('base', component), overlay].flatMap((directory) => {
    const objects = bases.get(directory) ?? readObjects(join(root, directory));
    bases.set(directory, objects);
    return objects.map((json) => ({
      json,
      object: json as unknown as KubernetesObject,
      environment,
      component,
      file: directory,
      patches: [],
    }));
  });
}

function readObjects(directory: string): JsonObject[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .sort()
    .flatMap((name) => parseDocuments(readFileSync(join(directory, name), 'utf8')));
}

function isSame(
  { before, after }: { readonly before: string; readonly after: string },
  overlay: string,
  { sameBases }: PairCache,
): boolean {
  const compare = (directory: string) => sameDirectory(join(before, directory), join(after, directory));
  const base = posix.join('base', posix.basename(overlay));
  const isBaseSame = sameBases.get(base) ?? compare(base);
  sameBases.set(base, isBaseSame);
  return isBaseSame && compare(overlay);
}

async function renderSide(root: string, environment: string, options: RenderOptions) {
  if (existsSync(join(root, 'overlays', environment))) return renderEnvironment(root, environment, options);
  return { ok: true as const, resources: makeResourceSet(environment, [], new Set<string>()) };
}
