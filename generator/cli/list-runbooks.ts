import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const directory = 'docs/runbooks';

/** Runbooks of a repository, by path from its root. */
export function listRunbooks(root: string): ReadonlySet<string> {
  if (!existsSync(join(root, directory))) return new Set();
  return new Set(readdirSync(join(root, directory)).map((name) => `${directory}/${name}`));
}
