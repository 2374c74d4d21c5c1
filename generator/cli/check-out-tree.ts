import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pastTree, type Tree, wholeTree } from '../rendered/tree.ts';
import { UsageError } from './verb.ts';

/** Parts of the repository that a review reads. */
const parts = ['base', 'overlays', 'apps'];

/** A commit of the repository, of which files are taken as they are needed. */
export interface CheckedOutTree {
  readonly tree: Tree;
  /** The commit, in short. */
  readonly commit: string;
  /** Files below `base/`, `overlays/` and `apps/` that differ from those of the repository now. */
  readonly changed: ReadonlySet<string>;
  /** Names of its environments. */
  readonly environments: readonly string[];
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
  const git = async (...args: string[]): Promise<string> => {
    // A review writes nothing into the repository, not even what git has learnt about its files.
    const { stdout } = await run('git', ['--no-optional-locks', ...args], {
      cwd: repository,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    return stdout.trim();
  };
  const tip = await git(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${reference}^{commit}`,
  ).catch(() => {
    throw new UsageError(
      `git knows no commit "${reference}". Fetch it first (in CI: with the whole history), or name another: --base <commit>`,
    );
  });
  // Without a common ancestor it is the tip itself.
  const commit = branchPoint ? await git('merge-base', tip, 'HEAD').catch(() => tip) : tip;
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-'));
  const remove = () => rmSync(root, { recursive: true, force: true });
  const write = async (paths: readonly string[]) => {
    if (paths.length === 0) return;
    const archive = join(mkdtempSync(join(root, '.archive-')), 'tree.tar');
    await git('--literal-pathspecs', 'archive', `--output=${archive}`, commit, ...paths);
    await run('tar', ['-xf', archive, '-C', root]);
  };
  try {
    const [listed, edited, added] = await Promise.all([
      git('ls-tree', '-r', '-d', '-z', '--name-only', commit, ...parts),
      git(
        'diff',
        '-z',
        '--name-status',
        '--relative',
        '--no-renames',
        '--no-ext-diff',
        commit,
        '--',
        ...parts,
      ),
      git('ls-files', '-z', '--others', '--exclude-standard', '--', ...parts),
    ]);
    const directories = new Set(split(listed));
    const edits = readEdits(split(edited));
    const old = edits.filter(({ status }) => status !== 'A').map(({ file }) => file);
    await write(old.length > mostFiles ? parts.filter((part) => directories.has(part)) : old);
    const changed = new Set([...edits.map(({ file }) => file), ...split(added)]);
    const complete = (wanted: readonly string[]) => write(wanted.filter((path) => directories.has(path)));
    return {
      tree: pastTree({ root, changed, complete }, wholeTree(repository)),
      commit: commit.slice(0, 12),
      changed,
      environments: [...directories].flatMap((path) => /^overlays\/([^/]+)$/.exec(path)?.[1] ?? []),
      remove,
    };
  } catch (error) {
    remove();
    throw new UsageError(`The tree of ${commit} cannot be read: ${(error as Error).message}`);
  }
}

const run = promisify(execFile);

/** More files than that are not named one by one. */
const mostFiles = 2000;

/** What git prints with `-z`. */
function split(text: string): string[] {
  return text.split('\0').filter((item) => item !== '');
}

/** What `git diff --name-status -z` prints: a letter, and the file. */
function readEdits(items: readonly string[]): { readonly status: string; readonly file: string }[] {
  return items.flatMap((status, index) =>
    index % 2 === 0 ? [{ status, file: items[index + 1] ?? '' }] : [],
  );
}
