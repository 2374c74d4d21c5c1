import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** True when two directories hold the same files with the same bytes; two that are absent are the same. */
export function sameDirectory(one: string, other: string): boolean {
  const [left, right] = [one, other].map(listFiles);
  if (left === undefined || right === undefined || left.join('\n') !== right.join('\n')) return false;
  return left.every((file) => readFileSync(join(one, file)).equals(readFileSync(join(other, file))));
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .sort();
}
