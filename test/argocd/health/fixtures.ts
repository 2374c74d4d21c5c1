import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Verdict } from './run-health.ts';

/** A status as a cluster shows it, and what the check must say of it. */
export interface HealthFixture {
  readonly name: string;
  readonly expect: Verdict;
  readonly object: Readonly<Record<string, unknown>>;
}

/** Fixtures of one folder, found by path. */
export function readFixtures(folder: string): HealthFixture[] {
  const directory = join(import.meta.dirname, '../../../generator/argocd/health', folder, 'fixtures');
  return readdirSync(directory)
    .sort()
    .map((file) => ({
      name: file.replace(/\.yaml$/, ''),
      ...(parse(readFileSync(join(directory, file), 'utf8')) as Omit<HealthFixture, 'name'>),
    }));
}
