import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { makeResourceSet } from './make-resource-set.ts';
import type { DocumentCache } from './parse-documents.ts';
import { listOverlays, type RenderOptions, renderEnvironment } from './render-environment.ts';
import type { RenderProblem } from './render-problem.ts';
import type { ResourceSet } from './resource-set.ts';
import { sameDirectory } from './same-directory.ts';

/** One environment as it was and as it is; a side where it does not exist is empty. */
export type RenderedPair =
  | { readonly ok: true; readonly before: ResourceSet; readonly after: ResourceSet }
  | { readonly ok: false; readonly environment: string; readonly problems: readonly RenderProblem[] };

/**
 * Renders one environment of two trees. A component whose base and overlay are the same on both sides is rendered once.
 *
 * @param roots the two repository roots, old and new.
 * @throws Error when kustomize cannot be started.
 */
export async function renderPair(
  roots: { readonly before: string; readonly after: string },
  environment: string,
  { kustomize }: Pick<RenderOptions, 'kustomize'>,
): Promise<RenderedPair> {
  const cache: DocumentCache = new Map();
  const same = new Set(listOverlays(roots.after, environment).filter((overlay) => isSame(roots, overlay)));
  const [after, before] = await Promise.all([
    renderSide(roots.after, environment, { kustomize, cache }),
    renderSide(roots.before, environment, { kustomize, cache, except: same }),
  ]);
  if (!after.ok) return after;
  if (!before.ok)
    return {
      ...before,
      problems: before.problems.map((problem) => ({ ...problem, file: `${problem.file} (before)` })),
    };
  const names = new Set([...same].map((overlay) => posix.basename(overlay)));
  const shared = after.resources.resources.filter(({ component }) => names.has(component));
  return {
    ok: true,
    after: after.resources,
    before: makeResourceSet(
      environment,
      [...shared, ...before.resources.resources],
      new Set([...names, ...before.resources.components]),
    ),
  };
}

function isSame(
  { before, after }: { readonly before: string; readonly after: string },
  overlay: string,
): boolean {
  return [overlay, posix.join('base', posix.basename(overlay))].every((directory) =>
    sameDirectory(join(before, directory), join(after, directory)),
  );
}

async function renderSide(root: string, environment: string, options: RenderOptions) {
  if (existsSync(join(root, 'overlays', environment))) return renderEnvironment(root, environment, options);
  return { ok: true as const, resources: makeResourceSet(environment, [], new Set<string>()) };
}
