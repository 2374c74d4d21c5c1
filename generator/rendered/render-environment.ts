import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { formatIdentity, identityOf, type JsonObject, type KubernetesObject } from '../kubernetes/object.ts';
import { findBrokenOverlays } from './find-broken-overlays.ts';
import { listSources, type Sources } from './list-sources.ts';
import { makeResourceSet } from './make-resource-set.ts';
import { type DocumentCache, parseDocuments } from './parse-documents.ts';
import { type OverlayPatch, type PatchTarget, readKustomization } from './read-overlay.ts';
import type { RenderProblem } from './render-problem.ts';
import type { RenderedResource, ResourceSet } from './resource-set.ts';
import { runKustomize } from './run-kustomize.ts';

/** An environment as Argo CD would apply it, or everything that keeps it from being rendered. */
export type Rendering =
  | { readonly ok: true; readonly resources: ResourceSet }
  | { readonly ok: false; readonly environment: string; readonly problems: readonly RenderProblem[] };

export interface RenderOptions {
  /** Path of the program. */
  readonly kustomize: string;
  /** Shared by environments that are rendered together. Default: a new one */
  readonly cache?: DocumentCache;
  /** Overlay directories to leave out, relative to the root: what they render is known. Default: none */
  readonly except?: ReadonlySet<string>;
}

/** Values of a chart, below `apps/<environment>/`: no objects. */
const bootstrapDirectory = `bootstrap${sep}`;

/** Component of the objects in `apps/<environment>/`. */
const appsComponent = 'argocd';

/** Renders several environments at the same time, in the order of their names. */
export function renderEnvironments(
  root: string,
  environments: readonly string[],
  { kustomize, cache = new Map() }: RenderOptions,
): Promise<Rendering[]> {
  return Promise.all(environments.map((name) => renderEnvironment(root, name, { kustomize, cache })));
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
  { kustomize, cache = new Map(), except = new Set() }: RenderOptions,
): Promise<Rendering> {
  const fail = (...problems: RenderProblem[]): Rendering => ({ ok: false, environment, problems });
  const overlays = listOverlays(root, environment);
  if (overlays.length === 0) {
    const file = posix.join('overlays', environment);
    return fail({ file, message: 'no directory with a kustomization.yaml: run npm run generate' });
  }
  const wanted = overlays.filter((overlay) => !except.has(overlay));
  const building = runKustomize(
    kustomize,
    wanted.map((overlay) => join(root, overlay)),
  );
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
  const apps = listApps(root, environment).flatMap((file) =>
    (attempt(file, () => parseDocuments(readFileSync(join(root, file), 'utf8'), cache)) ?? []).map((object) =>
      makeResource(environment, appsComponent, file, object, () => []),
    ),
  );
  const sources: Sources = new Map(wanted.flatMap((overlay) => [...listSources(root, overlay, cache)]));
  const built = await building;
  if (!built.ok) {
    const broken = await findBrokenOverlays(root, wanted, kustomize);
    return fail(...(broken.length > 0 ? broken : [{ file: 'overlays', message: built.stderr.trim() }]));
  }
  const readPatches = makePatchReader(root);
  const directory = posix.join('overlays', environment);
  const documents = attempt(directory, () => parseDocuments(built.stdout, cache)) ?? [];
  const rendered = documents.map((object) => {
    // Somebody who made kustomize rename objects by hand is told of the edit; where the object comes from is then not known.
    const identity = formatIdentity(identityOf(object as unknown as KubernetesObject));
    const file = sources.get(identity) ?? directory;
    const component = componentOf(file);
    return makeResource(environment, component, file, object, () =>
      readPatches(posix.join(directory, component)),
    );
  });
  if (problems.length > 0) return fail(...problems);
  const components = new Set([
    ...overlays.map((overlay) => posix.basename(overlay)),
    ...apps
      .filter(({ object, file }) => object.kind === 'Application' && file.includes('/children/'))
      .map(({ file }) => posix.basename(file, '.yaml')),
  ]);
  return { ok: true, resources: makeResourceSet(environment, [...rendered, ...apps], components) };
}

function makeResource(
  environment: string,
  component: string,
  file: string,
  json: JsonObject,
  readPatches: () => readonly OverlayPatch[],
): RenderedResource {
  const object = json as unknown as KubernetesObject;
  return {
    object,
    json,
    environment,
    component,
    file,
    // Only findings and reviews ask for it, and most runs have none.
    get patches() {
      return readPatches()
        .filter(({ targets }) => targets.some((target) => isTarget(target, object)))
        .map((patch) => patch.file);
    },
  };
}

function isTarget(target: PatchTarget, { kind, metadata }: KubernetesObject): boolean {
  return (
    (target.kind ?? kind) === kind &&
    (target.name ?? metadata.name) === metadata.name &&
    (target.namespace ?? metadata.namespace) === metadata.namespace
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

/** Directories of an environment's components that kustomize can build, relative to the root, sorted. */
export function listOverlays(root: string, environment: string): string[] {
  const directory = posix.join('overlays', environment);
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory))
    .sort()
    .map((name) => posix.join(directory, name))
    .filter((overlay) => existsSync(join(root, overlay, 'kustomization.yaml')));
}

function listApps(root: string, environment: string): string[] {
  const directory = posix.join('apps', environment);
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.startsWith(bootstrapDirectory))
    .sort()
    .map((name) => posix.join(directory, name));
}

/** `base/<component>/…` or `overlays/<environment>/<component>/…`. */
function componentOf(file: string): string {
  const [top, second = '', third = ''] = file.split('/');
  return top === 'base' ? second : third;
}
