import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** What one run of kustomize gave. */
export type KustomizeResult =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly stderr: string };

/** Runs at the same time. More would take memory for each (200 MiB), and be no faster. */
const slots = availableParallelism();
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Builds several directories as one: a temporary kustomization names them all. Where a processor is free, the program is started before
 * this function first waits.
 *
 * @param kustomize path of the program.
 * @throws Error when the program cannot be started.
 */
export async function runKustomize(
  kustomize: string,
  directories: readonly string[],
): Promise<KustomizeResult> {
  // A kustomization without resources is refused.
  if (directories.length === 0) return { ok: true, stdout: '' };
  if (running < slots) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await build(kustomize, directories);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

async function build(kustomize: string, directories: readonly string[]): Promise<KustomizeResult> {
  // Kustomize resolves symbolic links before it follows relative paths; a linked temporary directory would lead it astray.
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'matrix-gitops-'));
  try {
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: directories.map((path) => relative(directory, realpathSync(path))),
    };
    writeFileSync(join(directory, 'kustomization.yaml'), JSON.stringify(kustomization));
    const { stdout } = await promisify(execFile)(kustomize, ['build', directory], {
      maxBuffer: 2 ** 30,
      encoding: 'utf8',
      // A short run needs no garbage collection, which took half of its CPU time; a long one has a limit.
      env: { GOGC: 'off', GOMEMLIMIT: '1GiB', ...process.env },
    });
    return { ok: true, stdout };
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (typeof code !== 'number' || stderr === undefined) throw error;
    return { ok: false, stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
