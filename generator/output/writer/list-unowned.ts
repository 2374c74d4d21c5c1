import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Directories that hold generated files and nothing else. */
export const generatedDirectories = ['apps', 'base', 'overlays'] as const;

/** Files below the generated directories that nobody generates: neither wanted nor in the index. Sorted. */
export function listUnowned(root: string, isOwned: (path: string) => boolean): string[] {
  return generatedDirectories
    .flatMap((directory) => listFiles(root, directory))
    .filter((path) => !isOwned(path));
}

function listFiles(root: string, directory: string): string[] {
  let entries: { name: string; isDirectory(): boolean }[];
  try {
    entries = readdirSync(join(root, directory), { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
  return entries
    .flatMap((entry) => {
      const path = `${directory}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, path) : [path];
    })
    .sort();
}
