import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvironmentsResult, loadEnvironments } from '../../generator/environment/load-environments.ts';

export const fixtures = join(import.meta.dirname, '../fixtures/environments');

/** Component names as far as these fixtures know them. */
export const knownComponents = ['element-web', 'postgres', 'synapse'];

/** Runs with an empty repository root that is removed afterwards. */
export function withRoot<T>(use: (root: string, folder: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'environments-'));
  try {
    const folder = join(root, 'environments');
    mkdirSync(folder);
    return use(root, folder);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Loads a fixture as a repository would: a folder is `environments/` itself, a file is `environments/<name>`. */
export function loadFixture(path: string, name: string): EnvironmentsResult {
  return withRoot((root, folder) => {
    const source = join(fixtures, path);
    cpSync(source, statSync(source).isDirectory() ? folder : join(folder, name), { recursive: true });
    return loadEnvironments(root, { knownComponents });
  });
}
