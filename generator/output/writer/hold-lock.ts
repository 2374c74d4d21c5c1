import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** Lock file, relative to the repository root. `.cache/` is ignored by git. */
export const lockFile = '.cache/generate.lock';

/** Either the lock is held and can be released, or the reason why not. */
export type Lock = { readonly release: () => void } | { readonly heldBy: string };

/**
 * Takes the lock of a repository. A lock whose process is gone, on this machine, is taken over.
 *
 * @throws Error of the file system when the lock cannot be written.
 */
export function holdLock(root: string): Lock {
  const file = join(root, lockFile);
  const own = `${process.pid} ${hostname()}\n`;
  mkdirSync(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return { release: () => release(file) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) break;
    rmSync(file, { force: true });
  }
  return { heldBy: readHolder(file)?.trim() ?? 'another process' };
}

function release(file: string): void {
  rmSync(file, { force: true });
  try {
    rmdirSync(dirname(file));
  } catch {
    // Others keep their files in it.
  }
}

function readHolder(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A process of another machine counts as alive: nobody here can tell. */
function isAlive(holder: string): boolean {
  const [pid, host] = holder.trim().split(' ');
  if (pid === undefined || !/^[1-9]\d*$/.test(pid)) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
