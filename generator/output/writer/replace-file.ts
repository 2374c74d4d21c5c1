import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parentOf } from './read-target.ts';

/** Name beside `file` under which its content is written first. Fixed, so that the next run finds what a killed one left. */
export function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.generated-tmp`);
}

/**
 * Puts a file in place in one step: its content goes to a temporary name in the same directory, which is renamed. Makes directories.
 *
 * @param options.sync waits until the content is on disk. Default: false
 */
export function replaceFile(file: string, content: string, options: { readonly sync?: boolean } = {}): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = temporaryName(file);
  rmSync(temporary, { force: true });
  const handle = openSync(temporary, 'wx', 0o644);
  try {
    writeFileSync(handle, content);
    if (options.sync) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

/** Removes the directories above a path that are empty, up to the root, which stays. */
export function removeEmptyParents(root: string, path: string): void {
  for (let directory = parentOf(path); directory !== ''; directory = parentOf(directory)) {
    try {
      rmdirSync(join(root, directory));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') continue;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
      throw error;
    }
  }
}
