import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Command to run a real program: what the environment variable names, else the first candidate that answers `probe`.
 * Undefined when there is none, and then it says how to get it; in CI that is an error, because nothing may be skipped there.
 */
export function findProgram(
  variable: string,
  candidates: readonly string[],
  probe: readonly string[],
): string | undefined {
  const named = process.env[variable];
  const found = (named === undefined ? candidates : [named]).find(
    (command) => spawnSync(command, probe, { stdio: 'ignore' }).status === 0,
  );
  if (found !== undefined) return found;
  const reason = `none of ${candidates.join(', ')} runs: install them with "sh test/real/setup.sh" or set ${variable}`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return undefined;
}

/** Python of Synapse's virtual environment, with what a platform of several workers and media in a store needs. */
export function findSynapsePython(): string | undefined {
  return findProgram(
    'SYNAPSE_PYTHON',
    [resolve('.tools/synapse/bin/python3')],
    ['-c', 'import synapse, psycopg2, txredisapi, s3_storage_provider'],
  );
}

/** `initdb` of any PostgreSQL that Debian's packages have installed; its other programs stand beside it. */
export function findInitdb(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const installed = existsSync(versions)
    ? readdirSync(versions).map((version) => `${versions}/${version}/bin/initdb`)
    : [];
  return findProgram('POSTGRES_INITDB', installed.length > 0 ? installed : ['initdb'], ['--version']);
}
