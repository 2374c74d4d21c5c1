import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { listIn } from '../kubernetes/json.ts';
import type { JsonObject } from '../kubernetes/object.ts';

/** What one run of kustomize gave. */
export type KustomizeResult =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly stderr: string };

/** What one run of kustomize builds. */
export interface Build {
  /** Directories with a kustomization. */
  readonly directories: readonly string[];
  /** Parts of components: kustomizations that name files by absolute paths, each upon the one before it. Default: none */
  readonly parts?: readonly (readonly JsonObject[])[];
}

/** Runs at the same time. More would take memory for each (200 MiB), and be no faster. */
const slots = availableParallelism();
let running = 0;
const waiting: (() => void)[] = [];

const options = {
  maxBuffer: 2 ** 30,
  encoding: 'utf8' as const,
  // A short run needs no garbage collection, which took half of its CPU time; a long one has a limit. Threads of one run take more time
  // than they save, and the other processors have runs of their own.
  env: { GOGC: 'off', GOMEMLIMIT: '1GiB', GOMAXPROCS: '1', ...process.env },
};

/**
 * Builds several directories as one: a temporary kustomization names them all. Where a processor is free, the program is started before
 * this function first waits.
 *
 * @param kustomize path of the program.
 * @throws Error when the program cannot be started.
 */
export async function runKustomize(kustomize: string, build: Build): Promise<KustomizeResult> {
  if (isEmpty(build)) return { ok: true, stdout: '' };
  if (running < slots) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  const directory = makeDirectory();
  try {
    const { stdout } = await promisify(execFile)(kustomize, writeBuild(directory, build), options);
    return { ok: true, stdout };
  } catch (error) {
    return readFailure(error);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** Like {@link runKustomize}, for who cannot wait. */
export function runKustomizeNow(kustomize: string, build: Build): KustomizeResult {
  if (isEmpty(build)) return { ok: true, stdout: '' };
  const directory = makeDirectory();
  try {
    const stdout = execFileSync(kustomize, writeBuild(directory, build), { ...options, stdio: 'pipe' });
    return { ok: true, stdout };
  } catch (error) {
    return readFailure(error);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A kustomization without resources is refused. */
function isEmpty({ directories, parts = [] }: Build): boolean {
  return directories.length === 0 && parts.every((layers) => layers.length === 0);
}

/** Kustomize resolves symbolic links before it follows relative paths; a linked temporary directory would lead it astray. */
function makeDirectory(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'matrix-gitops-'));
}

/** Writes what kustomize shall build, and returns its arguments. */
function writeBuild(directory: string, { directories, parts = [] }: Build): string[] {
  const write = (name: string, kustomization: JsonObject) => {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(
      join(directory, name, 'kustomization.yaml'),
      JSON.stringify({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        ...kustomization,
      }),
    );
  };
  const tops = parts
    .filter((layers) => layers.length > 0)
    .map((layers, part) => {
      for (const [index, layer] of layers.entries()) {
        const below = index === 0 ? [] : [`../${part}-${index - 1}`];
        write(`${part}-${index}`, { ...layer, resources: [...below, ...listIn(layer, 'resources')] });
      }
      return `${part}-${layers.length - 1}`;
    });
  write('.', {
    resources: [...directories.map((path) => relative(directory, realpathSync(path))), ...tops],
  });
  // Files of parts stand in the repository, not beside their kustomizations.
  return ['build', directory, ...(tops.length > 0 ? ['--load-restrictor', 'LoadRestrictionsNone'] : [])];
}

/** @throws Error when the program could not be started, or did not end by itself. */
function readFailure(error: unknown): KustomizeResult {
  const { code, status, stderr } = error as { code?: unknown; status?: unknown; stderr?: string };
  if (typeof (status ?? code) !== 'number' || stderr === undefined) throw error;
  return { ok: false, stderr };
}
