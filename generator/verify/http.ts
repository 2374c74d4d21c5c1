import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { NoAnswer } from './outcome.ts';

/** What is sent besides the URL. */
export interface AskOptions {
  /** Default: GET, or POST with a body */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: Buffer;
  /** Access token. */
  readonly token?: string;
  /** Bytes that the answer may have. Default: 1 MiB */
  readonly limit?: number;
  /** Milliseconds until the answer is given up. Default: that of the client */
  readonly patience?: number;
}

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** End of the certificate's life; undefined without TLS. */
  readonly certificateEnds: Date | undefined;
  /** The address that this machine used. */
  readonly ownAddress: string;
}

/** Sends one request and gives its answer. Redirects are answers like others: they are never followed. Throws {@link NoAnswer}. */
export type Ask = (url: string, options?: AskOptions) => Promise<Answer>;

/** How a client reaches its servers. */
export interface HttpOptions {
  readonly ca: readonly string[];
  readonly addressOf: (host: string) => string | undefined;
  /** Milliseconds for a whole request. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

const mebibyte = 2 ** 20;

/** Options of `node:http` for a URL: another address than DNS gives changes neither the Host header nor the name that is verified. */
export function connectTo(url: URL, { ca, addressOf }: Pick<HttpOptions, 'ca' | 'addressOf'>) {
  return {
    agent: false as const,
    host: addressOf(url.hostname) ?? url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    ...(url.protocol === 'https:' && { ca: [...ca], servername: url.hostname }),
    setHost: false,
  };
}

/** A client that trusts `ca`, gives up in time, and reads no more than it should. */
export function makeAsk(options: HttpOptions): Ask {
  return (address, asked = {}) => {
    const url = new URL(address);
    const { json, token, body = json === undefined ? undefined : Buffer.from(JSON.stringify(json)) } = asked;
    const patience = asked.patience ?? options.patience;
    const most = asked.limit ?? mebibyte;
    const headers = {
      host: url.host,
      'user-agent': 'matrix-gitops-verify',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(body !== undefined && { 'content-length': String(body.length) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...asked.headers,
    };
    return new Promise((resolve, reject) => {
      const limit = limitTime(options.signal, patience);
      const failed = (error: unknown) => {
        limit.end();
        reject(explainNoAnswer(url, error, patience));
      };
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const request = send({
        ...connectTo(url, options),
        method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
        headers,
        signal: limit.signal,
      });
      request.on('error', failed);
      request.on('response', (response) => {
        readBody(response, most).then((read) => {
          limit.end();
          resolve(toAnswer(response, read));
        }, failed);
      });
      request.end(body);
    });
  };
}

/**
 * A signal that stops with another one, or after some milliseconds. `AbortSignal.any` over `AbortSignal.timeout` would be shorter, but Node 20
 * collects the latter as garbage before its time is up (seen in the tests), and the request then hangs.
 */
export function limitTime(signal: AbortSignal, milliseconds: number) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, milliseconds);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
}

async function readBody(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    if (size > limit) throw new Error(`the answer is longer than ${limit} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function toAnswer({ statusCode = 0, headers, socket }: IncomingMessage, body: Buffer): Answer {
  const valid =
    'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().valid_to : undefined;
  return {
    status: statusCode,
    headers,
    body,
    text: body.toString('utf8'),
    certificateEnds: valid === undefined ? undefined : new Date(valid),
    ownAddress: socket.localAddress ?? '',
  };
}

/** What people can do about a connection that did not come about, by the code of the error. */
const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'make DNS lead this name to the platform; before it does: --resolve <host>:<address>',
  EAI_AGAIN: 'make DNS lead this name to the platform; before it does: --resolve <host>:<address>',
  ECONNREFUSED:
    'nothing listens there: see that the address is right and that the Service behind it has ready pods',
  EHOSTUNREACH: 'no route leads there: see addresses, ARP or BGP announcements, and firewalls',
  ENETUNREACH: 'no route leads there: see addresses, ARP or BGP announcements, and firewalls',
  ECONNRESET: 'something on the way cut the connection: see the log of the edge',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'trust the CA that signed it: --ca <file>, or certificates.trustedCa',
  SELF_SIGNED_CERT_IN_CHAIN: 'trust the CA that signed it: --ca <file>, or certificates.trustedCa',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'trust the CA that signed it: --ca <file>, or certificates.trustedCa',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'the certificate of cert-manager is not there yet: kubectl get certificates -A',
  CERT_HAS_EXPIRED: 'cert-manager did not renew it: kubectl describe certificates -n matrix',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'another certificate is shown than that of this host: see the listeners of the edge',
};

/** An error of a connection, with what to do about it. */
export function explainNoAnswer(url: URL, error: unknown, patience: number): NoAnswer {
  const { name, code = '', message } = error as NodeJS.ErrnoException;
  const place = `${url.protocol}//${url.host}${url.pathname}`;
  if (name === 'AbortError')
    return new NoAnswer(
      `${place}: no answer within ${patience / 1000} s`,
      'a firewall may drop it, or what is behind hangs: see its log',
    );
  return new NoAnswer(
    `${place}: ${message}`,
    remedies[code] ?? 'see the log of the edge and of what is behind it',
  );
}

/** The answer as JSON; undefined when it is none. */
export function jsonOf({ text }: Pick<Answer, 'text'>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer in a few words: status, and the error that a Matrix server gives. */
export function describeAnswer(answer: Answer): string {
  const { errcode, error } = (jsonOf(answer) ?? {}) as { errcode?: string; error?: string };
  return [answer.status, errcode, error].filter((part) => part !== undefined).join(' ');
}
