import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { deriveSchemas } from './derive-schemas.ts';

/** How `schemas/` differs from what the installed packages say; paths below `schemas/`, sorted. */
export interface SchemaChanges {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Files of kinds that the table no longer has. */
  readonly extra: readonly string[];
}

/**
 * Brings `<root>/schemas` up to date and says what was not; with `check`, writes nothing.
 *
 * @throws Error when a schema cannot be derived, or a file cannot be written.
 */
export async function writeSchemas(
  root: string,
  { check }: { readonly check: boolean },
): Promise<SchemaChanges> {
  const directory = join(root, 'schemas');
  const wanted = await deriveSchemas(root);
  const present = listFiles(directory);
  const missing = [...wanted.keys()].filter((file) => !present.includes(file)).sort();
  const extra = present.filter((file) => !wanted.has(file));
  const changed = present.filter(
    (file) => wanted.has(file) && readFileSync(join(directory, file), 'utf8') !== wanted.get(file),
  );
  if (!check) {
    for (const file of [...missing, ...changed]) writeWhole(join(directory, file), wanted.get(file) ?? '');
    for (const file of extra) rmSync(join(directory, file));
  }
  return { changed, missing, extra };
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(directory.length + 1)
          .split(sep)
          .join('/'),
      )
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
