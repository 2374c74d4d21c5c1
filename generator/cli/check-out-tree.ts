import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from './verb.ts';

/** Parts of the repository that a review reads. */
const parts = ['base', 'overlays', 'apps'];

/** A commit of the repository in a directory of its own. */
export interface CheckedOutTree {
  readonly root: string;
  /** The commit, in short. */
  readonly commit: string;
  /** Removes the directory. */
  readonly remove: () => void;
}

/**
 * The generated tree of a commit: of `reference` itself, or of where the work branched off from it. Git is at work while this waits.
 *
 * @throws UsageError when there is no such commit, or git cannot read it.
 */
export async function checkOutTree(
  repository: string,
  reference: string,
  branchPoint: boolean,
): Promise<CheckedOutTree> {
  const tip = git(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${reference}^{commit}`,
  ]);
  if (tip === undefined)
    throw new UsageError(
      `git knows no commit "${reference}". Fetch it first (in CI: with the whole history), or name another: --base <commit>`,
    );
  const commit = (branchPoint && git(repository, ['merge-base', tip, 'HEAD'])) || tip;
  const present = git(repository, ['ls-tree', '--name-only', commit, ...parts]) ?? '';
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  if (present !== '') {
    const archive = join(root, 'tree.tar');
    try {
      await run('git', ['archive', `--output=${archive}`, commit, ...present.split('\n')], {
        cwd: repository,
      });
      await run('tar', ['-xf', archive, '-C', root]);
    } catch (error) {
      remove();
      throw new UsageError(`The tree of ${commit} cannot be read: ${(error as Error).message}`);
    }
  }
  return { root, commit: commit.slice(0, 12), remove };
}

const run = promisify(execFile);

/** What git prints; undefined when it fails. */
function git(repository: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: repository, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
