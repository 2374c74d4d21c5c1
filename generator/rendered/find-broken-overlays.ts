import { join } from 'node:path';
import { formatIdentity } from '../kubernetes/object.ts';
import { splitDocuments } from './parse-documents.ts';
import type { RenderProblem } from './render-problem.ts';
import { runKustomize } from './run-kustomize.ts';

/**
 * Finds out why the overlays of an environment do not build together: builds each by itself, and when all do, looks for objects that
 * several of them define, which Argo CD would let two Applications fight over.
 *
 * @throws Error when kustomize cannot be started.
 */
export async function findBrokenOverlays(
  root: string,
  overlays: readonly string[],
  kustomize: string,
): Promise<RenderProblem[]> {
  const problems: RenderProblem[] = [];
  const owners = new Map<string, string[]>();
  for (const overlay of overlays) {
    const built = await runKustomize(kustomize, { directories: [join(root, overlay)] });
    if (!built.ok) {
      problems.push({ file: overlay, message: tidy(built.stderr, root) });
      continue;
    }
    for (const document of splitDocuments(built.stdout, new Map())) {
      const identity = formatIdentity(document.identity);
      owners.set(identity, [...(owners.get(identity) ?? []), overlay]);
    }
  }
  for (const [identity, defined] of owners) {
    const [first = '', ...others] = defined;
    if (others.length === 0) continue;
    problems.push({ file: first, message: `${identity} is also defined in ${others.join(' and ')}` });
  }
  return problems;
}

/** What kustomize says, without the temporary directory and the path of this checkout. */
function tidy(stderr: string, root: string): string {
  return stderr
    .trim()
    .replace(/^Error: /, '')
    .replace(/(?:\.\.\/)+(?=\S*\b(?:base|overlays)\/)/g, '/')
    .replaceAll(`${root}/`, '')
    .replace(/\/\S*matrix-gitops-\w{6}\/?/g, '');
}
