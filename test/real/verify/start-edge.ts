import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { Backend } from '../../../generator/components/edge/backend.ts';
import { makeSites, type Site } from '../../../generator/components/edge/sites.ts';
import type { Environment } from '../../../generator/environment/environment.ts';

/** A CA, and certificates that it signs. */
export interface Authority {
  readonly file: string;
  /** Writes `tls.crt` and `tls.key` for these names. */
  readonly issue: (directory: string, names: readonly string[], days?: number) => void;
}

/** Makes a CA in a directory. */
export function makeAuthority(directory: string): Authority {
  mkdirSync(directory, { recursive: true });
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '90', '-subj', '/CN=ca', '-keyout', 'ca.key', '-out', 'ca.crt');
  return {
    file: join(directory, 'ca.crt'),
    issue: (target, names, days = 90) => {
      const subject = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
      writeFileSync(join(directory, 'names.cnf'), subject);
      openssl('req', ...key, '-subj', '/CN=leaf', '-keyout', join(target, 'tls.key'), '-out', 'leaf.csr');
      openssl(
        ...['x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
        ...['-days', String(days), '-extfile', 'names.cnf', '-out', join(target, 'tls.crt')],
      );
    },
  };
}

/** What a test breaks; everything absent is right. */
export interface Faults {
  /** True: every client counts as one in the admin networks. */
  readonly inside?: boolean;
  /** The admin host is open to everybody. */
  readonly openAdmin?: boolean;
  /** The admin host believes X-Forwarded-For. */
  readonly trusting?: boolean;
  /** Bytes of a request that are let through. */
  readonly bodyLimit?: number;
  /** HTTP is not redirected. */
  readonly plain?: boolean;
  /** Answers instead of the backend, by host and path; a string is a body with status 200. */
  readonly instead?: (host: string, path: string) => string | number | undefined;
  /** A backend instead of the one that the sites name. */
  readonly route?: (host: string, path: string) => string | undefined;
}

/** A server that does what the edge's sites say: TLS, hosts, paths, allow lists, WebSockets. */
export interface Edge {
  faults: Faults;
  readonly stop: () => Promise<void>;
}

/** Starts it on 443 and 80 of `address`. `backends`: URL by name of the Service and port. */
export async function startEdge(
  environment: Environment,
  {
    address,
    certificates,
    backends,
  }: { address: string; certificates: string; backends: Record<string, string> },
): Promise<Edge> {
  const sites = makeSites(environment);
  const edge: { faults: Faults } = { faults: {} };
  const [inside = ''] = environment.network.adminNetworks.map((network) => network.split('/')[0] ?? '');

  function findBackend(host: string, path: string): string | undefined {
    const site = sites.find((one) => one.host === host);
    const matching = (site?.routes ?? [])
      .filter((route) => (route.match === 'exact' ? path === route.path : startsWith(path, route.path)))
      .sort((one, other) => other.path.length - one.path.length);
    const backend = matching[0]?.backend;
    return edge.faults.route?.(host, path) ?? (backend && backends[nameBackend(backend)]);
  }

  function isAllowed(site: Site | undefined, headers: IncomingMessage['headers']): boolean {
    const { inside: counts, openAdmin, trusting } = edge.faults;
    return site?.allowed === undefined || counts === true || openAdmin === true
      ? true
      : trusting === true && headers['x-forwarded-for'] === inside;
  }

  /** What is answered at once; undefined where a backend answers. */
  function answerHere({ headers }: IncomingMessage, path: string): string | number | undefined {
    const { host = '' } = headers;
    if (
      !isAllowed(
        sites.find((site) => site.host === host),
        headers,
      )
    )
      return 403;
    const instead = edge.faults.instead?.(host, path);
    if (instead !== undefined) return instead;
    const length = Number(headers['content-length'] ?? 0);
    if (length > (edge.faults.bodyLimit ?? Number.POSITIVE_INFINITY)) return 413;
    return findBackend(host, path) === undefined ? 404 : undefined;
  }

  function forward(incoming: IncomingMessage, response: ServerResponse): void {
    const path = (incoming.url ?? '').replace(/\?.*/, '');
    const end = (answer: string | number) => {
      incoming.resume();
      const status = typeof answer === 'number' ? answer : 200;
      response
        .writeHead(status, { 'access-control-allow-origin': '*' })
        .end(typeof answer === 'string' ? answer : '');
    };
    const here = answerHere(incoming, path);
    if (here !== undefined) {
      end(here);
      return;
    }
    const target = findBackend(incoming.headers.host ?? '', path);
    const outgoing = request(`${target}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: { ...incoming.headers, 'x-forwarded-for': '203.0.113.9' },
    });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => end(502));
    outgoing.on('upgrade', (answer, server, first) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      incoming.socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
      incoming.socket.write(first);
      server.pipe(incoming.socket).pipe(server);
      for (const socket of [server, incoming.socket]) socket.on('error', () => undefined);
    });
    incoming.pipe(outgoing);
  }

  const secure = createHttps(
    {
      key: readFileSync(join(certificates, 'tls.key')),
      cert: readFileSync(join(certificates, 'tls.crt')),
    },
    forward,
  );
  // Without a listener of its own Node would hang up on WebSockets.
  secure.on('upgrade', (incoming: IncomingMessage, socket) => {
    const response = {
      writeHead: (status: number) => ({ end: () => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`) }),
    };
    forward(incoming, response as unknown as ServerResponse);
  });
  const plain = createHttp(({ headers, url }, response) => {
    if (edge.faults.plain === true) response.end('<html>');
    else response.writeHead(301, { location: `https://${headers.host}${url}` }).end();
  });
  await listen(secure, 443, address);
  await listen(plain, 80, address);
  return Object.assign(edge, {
    stop: async () => {
      for (const server of [secure, plain]) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  });
}

/** How a backend is called among those of a test. */
export function nameBackend({ service, port }: Pick<Backend, 'service' | 'port'>): string {
  return `${service}:${port}`;
}

function startsWith(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}
