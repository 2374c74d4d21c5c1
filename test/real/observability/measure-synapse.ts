import { gzipSync } from 'node:zlib';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';
import { mediaAdminRoutes } from '../../../generator/components/synapse/router/routes/media-routes.ts';
import { workerRoutes } from '../../../generator/components/synapse/router/routing-table.ts';
import { registerUser } from '../synapse/real-platform.ts';
import { askAll, requestsOf } from '../synapse/serving-requests.ts';
import { waitUntil } from '../synapse/start-router.ts';
import type { SynapsePlatform } from '../synapse/start-synapse-platform.ts';

/** As clients name themselves. */
const userAgents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Element X/25.11.0 (Google Pixel 9; Android 16; SDK 36; Sdk 25.11.04)',
  'Element/25.11.0 (iPhone 16; iOS 19.1; Scale/3.00)',
];

const people = 6;
const rounds = 24;

/** What a program has written in a while. */
export interface Written {
  /** Requests that people made in that while. */
  readonly requests: number;
  /** Lines of each process of Synapse. */
  readonly synapse: readonly (readonly string[])[];
  readonly router: readonly string[];
}

/** Some people in a room write, read and wait for news, as long as it takes for lines to be alike; what is written meanwhile. */
export async function watchPeople({ pods, router, registration, log }: SynapsePlatform): Promise<Written> {
  const base = router.url('http');
  const client = '/_matrix/client/v3';
  let requests = 0;
  const users = await Promise.all(
    Array.from({ length: people }, async (_, index) => {
      const token = await registerUser(router.url('admin'), registration, `person-${index}`);
      const ask = async (method: string, path: string, body?: object) => {
        requests += 1;
        const response = await fetch(`${base}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            'user-agent': userAgents[index % userAgents.length] ?? '',
            'x-forwarded-for': `203.0.113.${100 + index}`,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
        return (await response.json()) as Record<string, string>;
      };
      return { ask, name: encodeURIComponent(`@person-${index}:example.org`), since: '' };
    }),
  );
  const [first] = users;
  if (first === undefined) throw new Error('nobody is there');
  const { room_id: id = '' } = await first.ask('POST', `${client}/createRoom`, { preset: 'public_chat' });
  const room = `${client}/rooms/${encodeURIComponent(id)}`;
  for (const { ask } of users) await ask('POST', `${room}/join`, {});
  const sync = async (user: (typeof users)[number]) => {
    const since = user.since === '' ? '' : `&since=${user.since}`;
    user.since = (await user.ask('GET', `${client}/sync?timeout=0${since}`))['next_batch'] ?? '';
  };
  for (const user of users) await sync(user);

  const before = new Map(pods.map((pod) => [pod, log(pod).length]));
  const routed = router.log().length;
  requests = 0;
  for (let round = 0; round < rounds; round += 1) {
    const writer = users[round % people] ?? first;
    await writer.ask('PUT', `${room}/typing/${writer.name}`, { typing: true, timeout: 30_000 });
    const { event_id: event = '' } = await writer.ask('PUT', `${room}/send/m.room.message/${round}`, {
      msgtype: 'm.text',
      body: `message ${round}`,
    });
    await Promise.all(users.map(sync));
    const reader = users[(round + 1) % people] ?? first;
    await reader.ask('POST', `${room}/receipt/m.read/${encodeURIComponent(event)}`, {});
    await reader.ask('GET', `${room}/messages?dir=b&limit=20`);
    await reader.ask('GET', `${client}/profile/${writer.name}`);
    await reader.ask('POST', `${client}/keys/query`, {
      device_keys: { [decodeURIComponent(writer.name)]: [] },
    });
    await reader.ask('GET', `${room}/members`);
    await Promise.all(users.map(sync));
  }
  const answered = (text: string) => text.split('\n').filter((line) => / public /.test(line)).length;
  await waitUntil(async () => answered(router.log().slice(routed)) >= requests);
  return {
    requests,
    synapse: pods.map((pod) => linesOf(log(pod).slice(before.get(pod)))),
    router: linesOf(router.log().slice(routed)),
  };
}

/** Every path and method of the routing table, asked of the router, and of main, which answers for a kind that is gone. */
export async function askEveryPath({ pods, addresses, router }: SynapsePlatform): Promise<void> {
  const main = `http://${addresses.get(pods[0] ?? '')}:${synapsePorts.http}`;
  const requests = [
    ...workerRoutes.flatMap(requestsOf).map((request) => ({ ...request, port: 'http' as const })),
    ...mediaAdminRoutes.flatMap(requestsOf).map((request) => ({ ...request, port: 'admin' as const })),
  ];
  await askAll(requests, async ({ method, path, query, port }) => {
    for (const base of [router.url(port), main])
      await (await fetch(`${base}${path}${query}`, { method })).text();
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Bytes of lines, each with its end. */
export function countBytes(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

/** Bytes of the same lines as Loki keeps those of one stream: blocks of 256 KiB, each compressed by itself. */
export function compress(lines: readonly string[], blockSize = 2 ** 18): number {
  const text = Buffer.from(`${lines.join('\n')}\n`);
  let size = 0;
  for (let start = 0; start < text.length; start += blockSize)
    size += gzipSync(text.subarray(start, start + blockSize)).length;
  return size;
}
