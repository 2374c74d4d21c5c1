import { spawnSync } from 'node:child_process';

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
