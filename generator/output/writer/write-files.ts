import { checkTree } from './check-tree.ts';
import { holdLock, lockFile } from './hold-lock.ts';
import { indexFile, isInside } from './ownership-index.ts';
import { updateTree } from './update-tree.ts';
import { nothing, stop, type WriteReport } from './write-report.ts';

/** How to write. */
export interface WriteOptions {
  /** Overwrites and deletes hand-edited and foreign files. Default: false */
  readonly force?: boolean;
  /** Writes nothing and reports what a run would find. Default: false */
  readonly check?: boolean;
}

/**
 * Makes the tree equal to the generated files: writes only those whose bytes differ, each in one step, and deletes those that it wrote
 * once and that are generated no more. Files that the index does not list are never touched. When a file was edited by hand or is
 * foreign, nothing at all is written without `force`. A run that was cut off is completed by the next one.
 *
 * @param files text by path relative to `root`, with `/`.
 */
export function writeFiles(
  root: string,
  files: ReadonlyMap<string, string>,
  { force = false, check = false }: WriteOptions = {},
): WriteReport {
  const outside = [...files.keys()].filter((path) => !isInside(path) || path === indexFile);
  if (outside.length > 0)
    return {
      ...nothing,
      problems: outside.map((path) => ({ path, reason: 'it is not a path for generated files' })),
    };
  if (check) return guard(indexFile, () => checkTree(root, files));
  return guard(lockFile, () => {
    const lock = holdLock(root);
    if ('heldBy' in lock)
      return stop(lockFile, `another run is under way (process ${lock.heldBy}); wait for it to end`);
    try {
      return updateTree(root, files, force);
    } finally {
      lock.release();
    }
  });
}

function guard(path: string, work: () => WriteReport): WriteReport {
  try {
    return work();
  } catch (error) {
    return stop(path, (error as Error).message);
  }
}
