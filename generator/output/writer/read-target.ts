import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** What stands on disk where a generated file belongs. */
export type Target =
  | { readonly state: 'missing' }
  | { readonly state: 'file'; readonly content: Buffer }
  /** Something that must not be written to or deleted, and why. */
  | { readonly state: 'blocked'; readonly reason: string };

/** Looks at generated paths without following symbolic links; remembers directories that it has seen. */
export function createTargetReader(root: string): (path: string) => Target {
  const directories = new Map<string, Target | undefined>();

  /** Why a directory cannot hold files, or undefined when it can or does not exist. */
  function inspectDirectory(path: string): Target | undefined {
    if (path === '') return undefined;
    if (directories.has(path)) return directories.get(path);
    const result = inspectDirectory(parentOf(path)) ?? describeDirectory(path);
    directories.set(path, result);
    return result;
  }

  function describeDirectory(path: string): Target | undefined {
    const stats = look(join(root, path));
    if (stats === undefined) return { state: 'missing' };
    if (stats.isSymbolicLink()) return { state: 'blocked', reason: `${path} is a symbolic link` };
    if (!stats.isDirectory()) return { state: 'blocked', reason: `${path} is not a directory` };
    return undefined;
  }

  return (path) => {
    const directory = inspectDirectory(parentOf(path));
    if (directory !== undefined) return directory;
    const file = join(root, path);
    const stats = look(file);
    if (stats === undefined) return { state: 'missing' };
    if (stats.isSymbolicLink()) return { state: 'blocked', reason: 'it is a symbolic link' };
    if (stats.isDirectory()) return { state: 'blocked', reason: 'it is a directory' };
    if (!stats.isFile()) return { state: 'blocked', reason: 'it is not a regular file' };
    return { state: 'file', content: readFileSync(file) };
  };
}

/** Directory of a path with `/`; empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
