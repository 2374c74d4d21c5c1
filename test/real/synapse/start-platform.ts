import { join } from 'node:path';
import { mainProcess } from '../../../generator/components/synapse/worker-catalogue.ts';
import { activeWorkerKinds, nameWorkers } from '../../../generator/components/synapse/worker-names.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { startDnsServer, type Zone } from './dns-server.ts';
import { type Router, startRouter, waitUntil } from './start-router.ts';
import type { Seen } from './stub-synapse.ts';
import { startStub } from './stub-synapse.ts';

/** Two routers with a stub for every Synapse process that they may ask. */
export interface StubPlatform {
  /** What the answering stub saw of a request; `from` is the router. Fails when the router answers itself. */
  ask(path: string, request?: Ask): Promise<Seen>;
  /** The answer as it came. */
  fetch(path: string, request?: Ask): Promise<Response>;
  /** Stops the stubs of a kind of worker, by the beginning of their names, and waits until the routers have noticed. */
  lose(kubernetesName: string): Promise<void>;
  stop(): Promise<void>;
}

/** A request to one of the routers. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly port?: 'http' | 'admin';
  readonly from?: 0 | 1;
}

/** Starts it on addresses under 127.`net`. */
export async function startPlatform(
  haproxy: string,
  environment: Environment,
  directory: string,
  net: number,
): Promise<StubPlatform> {
  const names = [
    `${mainProcess.kubernetesName}-0`,
    ...activeWorkerKinds(environment)
      .filter(({ serves }) => serves.length > 0)
      .flatMap((kind) => nameWorkers(environment, kind)),
  ];
  const zone: Zone = new Map();
  const stubs = new Map<string, Awaited<ReturnType<typeof startStub>>>();
  for (const [index, name] of names.entries()) {
    const address = `127.${net}.1.${index + 1}`;
    zone.set(`${name}.${name.replace(/-\d+$/, '')}.matrix.svc.cluster.local`, address);
    stubs.set(name, await startStub(name, address));
  }
  const dns = await startDnsServer(zone);
  const routers: Router[] = [];
  for (const index of [0, 1])
    routers.push(
      await startRouter(haproxy, environment, join(directory, `router-${net}-${index}`), {
        address: `127.${net}.9.${index + 1}`,
        dnsPort: dns.port,
      }),
    );
  const settle = async () => {
    for (const router of routers)
      await waitUntil(async () => sameSet(await upServers(router), [...stubs.keys()]), router.log);
  };
  await settle();

  const send = (path: string, { method = 'GET', headers = {}, port = 'http', from = 0 }: Ask = {}) =>
    fetch(`${routers[from]?.url(port)}${path}`, { method, headers });
  return {
    fetch: send,
    ask: async (path, request) => (await (await send(path, request)).json()) as Seen,
    lose: async (kubernetesName) => {
      for (const [name, stub] of stubs) {
        if (name.replace(/-\d+$/, '') !== kubernetesName) continue;
        await stub.stop();
        stubs.delete(name);
      }
      await settle();
    },
    stop: async () => {
      for (const router of routers) await router.stop();
      for (const stub of stubs.values()) await stub.stop();
      dns.stop();
    },
  };
}

/** Names of the servers that a router considers up, in whatever pool. */
async function upServers(router: Router): Promise<string[]> {
  const text = await (await fetch(`${router.url('status')}/metrics`)).text();
  return [...text.matchAll(/^haproxy_server_status\{.*server="([^"]+)",state="UP"\} 1$/gm)].map(
    ([, name = '']) => name,
  );
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every((item) => b.has(item));
}
