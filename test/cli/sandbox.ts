import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');

/** How a run of the command line ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a process, as `npm run` does. */
export function runCli(root: string, args: readonly string[], environment: Record<string, string> = {}): Run {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(repository, 'generator/cli/main.ts'), '--root', root, ...args],
    // CI=false: a partial result must be decided by the test, not by where the test runs.
    {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, CI: 'false', NO_COLOR: '1', ...environment },
    },
  );
  return { code: status, stdout, stderr };
}

/** A temporary root with copies of these environment files and of the runbooks that alerts name, removed after the test. */
export function makeRoot(environments: readonly string[] = ['production', 'dev']): string {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-cli-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'environments'));
  for (const name of environments)
    cpSync(join(repository, 'environments', `${name}.yaml`), join(root, 'environments', `${name}.yaml`));
  cpSync(join(repository, 'docs/runbooks'), join(root, 'docs/runbooks'), { recursive: true });
  return root;
}
