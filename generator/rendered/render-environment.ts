import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { formatIdentity, type Identity } from '../kubernetes/object.ts';
import { findBrokenOverlays } from './find-broken-overlays.ts';
import { listSources, type Sources } from './list-sources.ts';
import { makeResource } from './make-resource.ts';
import { makeResourceSet } from './make-resource-set.ts';
import { type DocumentCache, splitDocuments } from './parse-documents.ts';
import { type OverlayPatch, type PatchTarget, readKustomization } from './read-overlay.ts';
import { RenderFailure, type RenderProblem } from './render-problem.ts';
import type { RenderedResource, ResourceSet } from './resource-set.ts';
import { type Build, runKustomize } from './run-kustomize.ts';
import { type Tree, wholeTree } from './tree.ts';

/** An environment as Argo CD would apply it, or everything that keeps it from being rendered. */
export type Rendering =
  | { readonly ok: true; readonly resources: ResourceSet }
  | { readonly ok: false; readonly environment: string; readonly problems: readonly RenderProblem[] };

export interface RenderOptions {
  /** Path of the program. */
  readonly kustomize: string;
  /** Shared by environments that are rendered together. Default: a new one */
  readonly cache?: DocumentCache;
}

/** What of an environment is built. Directories are relative to the root. */
export interface RenderScope {
  /** All overlays of the environment. */
  readonly overlays: readonly string[];
  /** Those that are built as a whole. */
  readonly build: readonly string[];
  /** Parts of others, and where their objects come from. Default: none */
  readonly parts?: NonNullable<Build['parts']>;
  readonly sources?: Sources;
}

/** Values of a chart, below `apps/<environment>/`: no objects. */
const bootstrapDirectory = 'bootstrap/';

/** Component of the objects in `apps/<environment>/`. */
const appsComponent = 'argocd';

/** Renders several environments at the same time, in the order of their names, and reads every document. */
export async function renderEnvironments(
  root: string,
  environments: readonly string[],
  { kustomize, cache = new Map() }: RenderOptions,
): Promise<Rendering[]> {
  const renderings = await Promise.all(
    environments.map((name) => renderEnvironment(root, name, { kustomize, cache })),
  );
  return renderings.map((rendering) => {
    if (!rendering.ok) return rendering;
    const { environment, resources } = rendering.resources;
    const problems = listUnreadable(resources);
    return problems.length === 0 ? rendering : { ok: false, environment, problems };
  });
}

/** Documents that are not YAML, or not a map. */
export function listUnreadable(resources: readonly RenderedResource[]): RenderProblem[] {
  const read = (resource: RenderedResource) => resource.json;
  return resources.flatMap((resource) => {
    try {
      read(resource);
      return [];
    } catch (error) {
      if (error instanceof RenderFailure) return error.problem;
      throw error;
    }
  });
}

/**
 * Renders one environment with one run of kustomize over all directories of `overlays/<environment>/`, and reads `apps/<environment>/`.
 *
 * @param root repository root.
 * @throws Error when kustomize cannot be started.
 */
export async function renderEnvironment(
  root: string,
  environment: string,
  options: RenderOptions,
): Promise<Rendering> {
  const tree = wholeTree(root);
  const overlays = listOverlays(tree, environment);
  if (overlays.length > 0) return renderScope(tree, environment, { overlays, build: overlays }, options);
  const file = posix.join('overlays', environment);
  const message = 'no directory with a kustomization.yaml: run npm run generate';
  return { ok: false, environment, problems: [{ file, message }] };
}

/**
 * Renders a part of an environment, and reads `apps/<environment>/`.
 *
 * @throws Error when kustomize cannot be started.
 */
export async function renderScope(
  tree: Tree,
  environment: string,
  { overlays, build, parts = [], sources: known = new Map() }: RenderScope,
  { kustomize, cache = new Map() }: RenderOptions,
): Promise<Rendering> {
  const fail = (...problems: RenderProblem[]): Rendering => ({ ok: false, environment, problems });
  const { root, pathOf } = tree;
  const building = runKustomize(kustomize, {
    directories: build.map((overlay) => join(root, overlay)),
    parts,
  });
  // Environments that are rendered together all start theirs before anybody reads a file.
  await undefined;
  const problems: RenderProblem[] = [];
  const attempt = <T>(file: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push({ file, message: (error as Error).message });
      return undefined;
    }
  };
  // Files are read while kustomize is at work.
  const apps = listApps(tree, environment).flatMap((file) =>
    (attempt(file, () => splitDocuments(readFileSync(pathOf(file), 'utf8'), cache)) ?? []).map((document) =>
      makeResource(document, { environment, component: appsComponent, file }),
    ),
  );
  const sources: Sources = new Map([
    ...known,
    ...build.flatMap((overlay) => [...listSources(root, overlay, cache)]),
  ]);
  const built = await building;
  if (!built.ok) {
    await tree.complete(
      overlays.flatMap((overlay) => [posix.join('base', posix.basename(overlay)), overlay]),
    );
    const broken = await findBrokenOverlays(root, overlays, kustomize);
    return fail(...(broken.length > 0 ? broken : [{ file: 'overlays', message: built.stderr.trim() }]));
  }
  const readPatches = makePatchReader(root);
  const directory = posix.join('overlays', environment);
  const documents = attempt(directory, () => splitDocuments(built.stdout, cache)) ?? [];
  const rendered = documents.map((document) => {
    // Somebody who made kustomize rename objects by hand is told of the edit; where the object comes from is then not known.
    const file = sources.get(formatIdentity(document.identity)) ?? directory;
    const component = componentOf(file);
    const overlay = posix.join(directory, component);
    const listPatches = () =>
      readPatches(overlay)
        .filter(({ targets }) => targets.some((target) => isTarget(target, document.identity)))
        .map((patch) => patch.file);
    return makeResource(document, { environment, component, file, readPatches: listPatches });
  });
  if (problems.length > 0) return fail(...problems);
  const components = new Set([
    ...overlays.map((overlay) => posix.basename(overlay)),
    ...apps
      .filter(({ identity, file }) => identity.kind === 'Application' && file.includes('/children/'))
      .map(({ file }) => posix.basename(file, '.yaml')),
  ]);
  return { ok: true, resources: makeResourceSet(environment, [...rendered, ...apps], components) };
}

function isTarget(target: PatchTarget, { kind, namespace, name }: Identity): boolean {
  return (
    (target.kind ?? kind) === kind &&
    (target.name ?? name) === name &&
    (target.namespace ?? namespace) === namespace
  );
}

/** Reads the patches of an overlay once, when first asked for them. */
function makePatchReader(root: string): (overlay: string) => readonly OverlayPatch[] {
  const known = new Map<string, readonly OverlayPatch[]>();
  return (overlay) => {
    const patches = known.get(overlay) ?? readKustomization(root, overlay).patches;
    known.set(overlay, patches);
    return patches;
  };
}

/** Directories of an environment's components that kustomize can build, sorted. */
export function listOverlays({ list }: Tree, environment: string): string[] {
  return list(posix.join('overlays', environment))
    .filter((file) => /^overlays\/[^/]+\/[^/]+\/kustomization\.yaml$/.test(file))
    .map((file) => posix.dirname(file))
    .sort();
}

function listApps({ list }: Tree, environment: string): string[] {
  const directory = posix.join('apps', environment);
  return list(directory).filter(
    (file) => file.endsWith('.yaml') && !file.startsWith(posix.join(directory, bootstrapDirectory)),
  );
}

/** `base/<component>/…` or `overlays/<environment>/<component>/…`. */
function componentOf(file: string): string {
  const [top, second = '', third = ''] = file.split('/');
  return top === 'base' ? second : third;
}
