import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { synapsePorts } from '../../../generator/components/synapse/ports.ts';

/** What a stub saw of a request, as it answers it. */
export interface Seen {
  readonly server: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A path that ends like this is answered after a second. */
export const slowSuffix = '/slow';

/** A stand-in for a Synapse process on an address of its own: says who it is, and answers health checks. */
export async function startStub(name: string, address: string) {
  const api = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const seen: Seen = { server: name, method, url, headers };
    response.setHeader('content-type', 'application/json');
    setTimeout(() => response.end(JSON.stringify(seen)), url.endsWith(slowSuffix) ? 1_000 : 0);
  });
  const health = createServer((_, response) => response.end('OK'));
  await listen(api, synapsePorts.http, address);
  await listen(health, synapsePorts.health, address);
  return {
    stop: async () => {
      for (const server of [api, health]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}
