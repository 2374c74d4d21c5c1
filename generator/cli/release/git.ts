import { spawnSync } from 'node:child_process';

/** What `release` asks git. Every question is answered without the network. */
export interface Git {
  /** Files that are not committed, as `git status` names them. */
  listChanges(): string[];
  /** Commit of a tag, if there is such a tag. */
  findTag(tag: string): string | undefined;
  /** True when the first revision is the second or one of its ancestors. */
  isAncestor(older: string, newer: string): boolean;
  /** Names below a directory of a revision. */
  listNames(revision: string, directory: string): string[];
  /** Files that differ between two revisions. */
  listDifferences(one: string, other: string, directories: readonly string[]): string[];
}

/** Git in the repository at `root`. @throws Error when git cannot answer. */
export function openGit(root: string): Git {
  const run = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const lines = (...args: string[]): string[] => {
    const { status, stdout, stderr } = run(...args);
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr?.trim() || 'cannot be run'}`);
    return stdout.split('\n').filter((line) => line !== '');
  };
  return {
    listChanges: () => lines('status', '--porcelain'),
    findTag: (tag) => {
      const { status, stdout } = run('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`);
      return status === 0 ? stdout.trim() : undefined;
    },
    isAncestor: (older, newer) => run('merge-base', '--is-ancestor', older, newer).status === 0,
    listNames: (revision, directory) =>
      lines('ls-tree', '--name-only', revision, `${directory}/`).map((path) =>
        path.slice(directory.length + 1),
      ),
    listDifferences: (one, other, directories) =>
      lines('diff', '--name-only', one, other, '--', ...directories),
  };
}
