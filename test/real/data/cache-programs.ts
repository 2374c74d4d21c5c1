import type { Environment } from '../../../generator/environment/environment.ts';
import { makeEnvironment } from '../make-environment.ts';
import { findProgram } from '../synapse/find-program.ts';
import { canMapHosts, valkeyPrograms } from './start-cache.ts';

/** Debian 12 has Redis 7.0 and no Valkey; `setup.sh` installs Valkey 9.1. */
const candidates = {
  valkey: [`${valkeyPrograms}/valkey-server`, 'valkey-server'],
  redis: ['redis-server'],
} as const;

/** Products of the slot that this machine can run, host names of their own included. */
export const families = (Object.keys(candidates) as (keyof typeof candidates)[]).filter((family) => {
  const server = findProgram(`${family.toUpperCase()}_SERVER`, candidates[family], ['--version']);
  return server !== undefined && mapsHosts();
});

function mapsHosts(): boolean {
  if (canMapHosts()) return true;
  const reason = 'unshare --mount is not allowed here: servers need host names of their own';
  if (process.env['CI'] === 'true') throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return false;
}

/** A highly available environment with this product in the slot. */
export function environmentOf(family: Environment['slots']['cache']): Environment {
  return makeEnvironment({ scale: { users: 500 }, slots: { cache: family } });
}
