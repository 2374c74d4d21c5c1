import { ports } from '../../../generator/components/data/sentinel-cache/sentinel-cache.ts';
import { waitUntil } from '../synapse/start-router.ts';
import { ask } from './redis-session.ts';
import { addressOf, password, type RunningCache } from './start-cache.ts';

/** Reply of a server to a command. */
export const askServer = (ordinal: number, command: string, expected: RegExp): Promise<string> =>
  ask(addressOf(ordinal), ports.server, command, expected, password);

/** `master` or `slave`. */
export async function roleOf(ordinal: number): Promise<string> {
  const info = await askServer(ordinal, 'INFO replication', /role:\w+\r\n/);
  return /role:(\w+)/.exec(info)?.[1] ?? '';
}

/** True for a replica that has its master's data. */
export async function followsMaster(ordinal: number): Promise<boolean> {
  const info = await askServer(ordinal, 'INFO replication', /role:[\s\S]*master_repl_offset/);
  return info.includes('role:slave') && info.includes('master_link_status:up');
}

/** Value of a field that the Sentinel beside a server knows of the master. */
export async function sentinelSays(ordinal: number, field: string): Promise<string> {
  const reply = await ask(
    addressOf(ordinal),
    ports.sentinel,
    'SENTINEL master mymaster',
    /parallel-syncs\r\n/,
    password,
  );
  return new RegExp(`\\r\\n${field}\\r\\n\\$\\d+\\r\\n([^\\r]*)`).exec(reply)?.[1] ?? '';
}

/** Waits until every Sentinel knows all others and both replicas. Sentinels ask the master for its replicas every ten seconds. */
export async function waitUntilComplete(cache: RunningCache): Promise<void> {
  const ordinals = [...cache.hosts.keys()];
  const others = String(ordinals.length - 1);
  await waitUntil(async () => {
    const counts = await Promise.all(
      ordinals.flatMap((ordinal) => [
        sentinelSays(ordinal, 'num-other-sentinels'),
        sentinelSays(ordinal, 'num-slaves'),
      ]),
    );
    return counts.every((count) => count === others);
  }, cache.output);
}

/** Ordinals of the servers that act as master. */
export async function findMasters(cache: RunningCache): Promise<number[]> {
  const roles = await Promise.all(
    [...cache.hosts.keys()].map((ordinal) => roleOf(ordinal).catch(() => 'gone')),
  );
  return [...roles.keys()].filter((ordinal) => roles[ordinal] === 'master');
}
