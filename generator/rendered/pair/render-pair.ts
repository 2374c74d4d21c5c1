import { join, posix } from 'node:path';
import { makeResourceSet } from '../make-resource-set.ts';
import type { DocumentCache } from '../parse-documents.ts';
import { listOverlays, listUnreadable, type RenderScope, renderScope } from '../render-environment.ts';
import type { RenderProblem } from '../render-problem.ts';
import type { RenderedResource, ResourceSet } from '../resource-set.ts';
import type { Tree } from '../tree.ts';
import { findTouched } from './find-touched.ts';
import { type Layer, type LayerOptions, layerSources, readLayer } from './layer.ts';
import { reduceLayers } from './reduce-layers.ts';
import { listUnbuilt, type UnbuiltCache } from './unbuilt.ts';

/** One environment as it was and as it is; a side where it does not exist is empty. */
export type RenderedPair =
  | { readonly ok: true; readonly before: ResourceSet; readonly after: ResourceSet }
  | { readonly ok: false; readonly environment: string; readonly problems: readonly RenderProblem[] };

/** What environments that are compared together share. */
export interface PairCache {
  readonly documents: DocumentCache;
  /** By root and directory. */
  readonly layers: Map<string, Layer | undefined>;
  readonly kustomizations: LayerOptions['kustomizations'];
  readonly unbuilt: UnbuiltCache;
}

export function makePairCache(): PairCache {
  return {
    documents: new Map(),
    layers: new Map(),
    kustomizations: new Map(),
    unbuilt: { documents: new Map(), texts: new Map() },
  };
}

export interface PairOptions {
  /** Path of the program. */
  readonly kustomize: string;
  /** Files that differ between the two trees. */
  readonly changed: ReadonlySet<string>;
  /** Default: a new one */
  readonly cache?: PairCache;
}

export interface Trees {
  readonly before: Tree;
  readonly after: Tree;
}

/** How one component is rendered on both sides. */
type Plan =
  /** Its overlay is built where it exists. */
  | { readonly build: 'all'; readonly overlay: string }
  /** Only these objects are built, none where nothing changed. */
  | {
      readonly build: 'touched';
      readonly overlay: string;
      readonly touched: ReadonlySet<string>;
      readonly before: readonly Layer[];
      readonly after: readonly Layer[];
    };

/**
 * Renders one environment of two trees. Only objects that may differ are built. The others are the same on both sides, and are built when
 * somebody first looks into one.
 *
 * @throws Error when kustomize cannot be started.
 */
export async function renderPair(
  trees: Trees,
  environment: string,
  { kustomize, changed, cache = makePairCache() }: PairOptions,
): Promise<RenderedPair> {
  const overlays = {
    before: listOverlays(trees.before, environment),
    after: listOverlays(trees.after, environment),
  };
  const plans = [...new Set([...overlays.before, ...overlays.after])].map((overlay) =>
    planComponent(trees, overlay, changed, cache),
  );
  const render = (side: keyof Trees) =>
    renderScope(trees[side], environment, makeScope(trees[side], overlays[side], plans, side), {
      kustomize,
      cache: cache.documents,
    });
  const wholly = plans.filter(({ build }) => build === 'all').map(({ overlay }) => overlay);
  const completing = trees.before.complete(wholly.flatMap((overlay) => [baseOf(overlay), overlay]));
  const [after, before] = await Promise.all([render('after'), completing.then(() => render('before'))]);
  if (!after.ok) return after;
  if (!before.ok) return inThePast(before);
  // What is the same on both sides is read when somebody looks into it.
  const unreadable = listUnreadable(without(after.resources, before.resources));
  if (unreadable.length > 0) return { ok: false, environment, problems: unreadable };
  const unreadableBefore = listUnreadable(without(before.resources, after.resources));
  if (unreadableBefore.length > 0) return inThePast({ ok: false, environment, problems: unreadableBefore });
  const partly = plans.filter((plan) => plan.build === 'touched');
  const options = {
    kustomize,
    cache: cache.unbuilt,
    documents: cache.documents,
    readLayers: (overlay: string) => readLayers(trees.after, overlay, cache),
  };
  const shared = partly.flatMap((plan) => listUnbuilt(trees.after, environment, plan, options));
  const components = partly.map(({ overlay }) => posix.basename(overlay));
  const complete = ({ resources }: { readonly resources: ResourceSet }) =>
    makeResourceSet(
      environment,
      [...shared, ...resources.resources],
      new Set([...components, ...resources.components]),
    );
  return { ok: true, before: complete(before), after: complete(after) };
}

function inThePast(failure: Extract<RenderedPair, { ok: false }>): RenderedPair {
  const problems = failure.problems.map((problem) => ({ ...problem, file: `${problem.file} (before)` }));
  return { ...failure, problems };
}

function without(one: ResourceSet, other: ResourceSet): RenderedResource[] {
  const known = new Set(other.resources.map(({ document }) => document));
  return one.resources.filter(({ document }) => !known.has(document));
}

function planComponent(trees: Trees, overlay: string, changed: ReadonlySet<string>, cache: PairCache): Plan {
  const base = baseOf(overlay);
  const mine = [...changed].filter((file) => file.startsWith(`${base}/`) || file.startsWith(`${overlay}/`));
  if (mine.length === 0) return { build: 'touched', overlay, touched: new Set(), before: [], after: [] };
  const [before, after] = [readLayers(trees.before, overlay, cache), readLayers(trees.after, overlay, cache)];
  const touched = before && after && findTouched(before, after, new Set(mine));
  if (before === undefined || after === undefined || touched === undefined) return { build: 'all', overlay };
  return { build: 'touched', overlay, touched, before, after };
}

/** Base and overlay of a component; undefined when one of them must be built as a whole. */
function readLayers(
  tree: Tree,
  overlay: string,
  { documents, layers, kustomizations }: PairCache,
): Layer[] | undefined {
  const read = (directory: string, base = '') => {
    const key = join(tree.root, directory);
    if (!layers.has(key)) layers.set(key, readLayer(tree, directory, { base, documents, kustomizations }));
    return layers.get(key);
  };
  // Kustomize takes files of ConfigMaps as `key=file`.
  const top = tree.root.includes('=') ? undefined : read(overlay, baseOf(overlay));
  if (top === undefined || !top.hasBase) return top && [top];
  const bottom = read(baseOf(overlay));
  return bottom && [bottom, top];
}

function baseOf(overlay: string): string {
  return posix.join('base', posix.basename(overlay));
}

function makeScope(
  tree: Tree,
  overlays: readonly string[],
  plans: readonly Plan[],
  side: keyof Trees,
): RenderScope {
  const touched = plans.filter((plan) => plan.build === 'touched');
  const wholly = new Set(plans.filter(({ build }) => build === 'all').map(({ overlay }) => overlay));
  return {
    overlays,
    build: overlays.filter((overlay) => wholly.has(overlay)),
    parts: touched.map((plan) => reduceLayers(tree, plan[side], plan.touched)),
    sources: new Map(touched.flatMap((plan) => [...layerSources(plan[side])])),
  };
}
