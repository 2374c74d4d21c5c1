import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** What one run of kustomize gave. */
export type KustomizeResult =
  | { readonly ok: true; readonly stdout: string; readonly directory: string }
  | { readonly ok: false; readonly stderr: string };

/**
 * Builds several directories as one: a temporary kustomization names them all and asks for origin annotations, whose paths are
 * relative to `directory` of the result. The program is started before this function first waits.
 *
 * @param kustomize path of the program.
 * @throws Error when the program cannot be started.
 */
export async function runKustomize(
  kustomize: string,
  directories: readonly string[],
): Promise<KustomizeResult> {
  // A kustomization without resources is refused.
  if (directories.length === 0) return { ok: true, stdout: '', directory: '.' };
  // Kustomize resolves symbolic links before it follows relative paths; a linked temporary directory would lead it astray.
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'matrix-gitops-'));
  try {
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      buildMetadata: ['originAnnotations'],
      resources: directories.map((path) => relative(directory, realpathSync(path))),
    };
    writeFileSync(join(directory, 'kustomization.yaml'), JSON.stringify(kustomization));
    const { stdout } = await promisify(execFile)(kustomize, ['build', directory], {
      maxBuffer: 2 ** 30,
      encoding: 'utf8',
      // A short run needs little garbage collection; this halves its CPU time.
      env: { GOGC: '400', ...process.env },
    });
    return { ok: true, stdout, directory };
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (typeof code !== 'number' || stderr === undefined) throw error;
    return { ok: false, stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
