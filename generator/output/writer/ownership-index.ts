import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../kubernetes/compare-text.ts';

/** Name of the index, in the repository root. */
export const indexFile = '.generated.json';

/**
 * The files that this program owns: hashes by path. One hash when the file is settled; while a run is under way, or after it was cut
 * off, the hash before it and the hash that it writes, so that the next run knows either as its own.
 */
export type OwnershipIndex = ReadonlyMap<string, readonly string[]>;

/** SHA-256 of a file's content, in hexadecimal. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Text of the index: sorted, one line per file, so that git merges it line by line. */
export function printIndex(index: OwnershipIndex): string {
  const lines = [...index]
    .sort(([one], [other]) => compareText(one, other))
    .map(([path, hashes]) => `  ${JSON.stringify(path)}: ${JSON.stringify(hashes.join(' '))}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/** Reads the index of a repository, empty when there is none; or says what is wrong with it, such as after a merge conflict. */
export function loadIndex(root: string): { readonly owned: OwnershipIndex } | { readonly problem: string } {
  try {
    const text = readText(join(root, indexFile));
    return { owned: text === undefined ? new Map() : parseIndex(text) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Text of a file, or undefined when it does not exist. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The index after a finished run. */
export function settledIndex(files: ReadonlyMap<string, string>): OwnershipIndex {
  return new Map([...files].map(([path, text]) => [path, [hashOf(text)]]));
}

function parseIndex(text: string): OwnershipIndex {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('is not JSON: settle the merge, or delete it and run with --force');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('is not a map of paths to hashes');
  return new Map(
    Object.entries(value).map(([path, hashes]) => {
      if (!isInside(path))
        throw new Error(`names ${JSON.stringify(path)}, which is not a path inside the repository`);
      if (typeof hashes !== 'string' || !/^[0-9a-f]{64}( [0-9a-f]{64})*$/.test(hashes))
        throw new Error(`has no SHA-256 for ${path}`);
      return [path, hashes.split(' ')];
    }),
  );
}

/** Whether a path is relative, uses `/`, and stays below the root. */
export function isInside(path: string): boolean {
  return (
    !/[\\\0]|^[A-Za-z]:/.test(path) &&
    path
      .split('/')
      .every((segment) => segment !== '' && segment !== '.' && segment !== '..' && segment !== '.git')
  );
}
