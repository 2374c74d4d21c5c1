import { existsSync, readdirSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** One state of the repository: as it is, or as it was. */
export interface Tree {
  /** Directory of the files that are this state's own. */
  readonly root: string;
  /** Absolute path of a file, which may not exist. Other paths are relative to the root of the repository, with slashes. */
  readonly pathOf: (file: string) => string;
  /** Files below a directory, sorted. */
  readonly list: (directory: string) => string[];
  /** Makes sure that all files of these directories stand below {@link root}. */
  readonly complete: (directories: readonly string[]) => Promise<void>;
}

/** A state that stands in a directory as a whole. */
export function wholeTree(root: string): Tree {
  return {
    root,
    pathOf: (file) => join(root, file),
    list: (directory) => listFiles(root, directory),
    complete: async () => undefined,
  };
}

/**
 * A state of which only those files stand in a directory that differ from the state as it is.
 *
 * @param changed files that differ; those that are not in the directory did not exist.
 * @param complete writes directories of the state below `root`.
 */
export function pastTree(
  { root, changed, complete }: Pick<Tree, 'root' | 'complete'> & { readonly changed: ReadonlySet<string> },
  current: Tree,
): Tree {
  const pathOf = (file: string) => (changed.has(file) ? join(root, file) : current.pathOf(file));
  return {
    root,
    pathOf,
    complete,
    list: (directory) =>
      [...new Set([...current.list(directory), ...listFiles(root, directory)])]
        .filter((file) => existsSync(pathOf(file)))
        .sort(),
  };
}

function listFiles(root: string, directory: string): string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, directory).length + 1))
    .map((file) => posix.join(directory, ...file.split(sep)))
    .sort();
}
