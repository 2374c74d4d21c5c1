import { onTestFinished } from 'vitest';
import { turnUris } from '../../generator/components/rtc/coturn/names.ts';
import { wellKnownFiles } from '../../generator/components/synapse/router/well-known.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import type { Json } from '../../generator/kubernetes/object.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import type { Platform } from '../../generator/platform/platform.ts';
import { projectRoot } from '../../generator/tools/tool-versions.ts';
import type { Answered } from '../../generator/verify/cluster.ts';
import type { VerifyContext } from '../../generator/verify/context.ts';
import { startConversation } from '../../generator/verify/conversation.ts';
import type { Answer, Ask, AskOptions } from '../../generator/verify/http.ts';
import { type Item, probeItem } from '../../generator/verify/item.ts';
import { items } from '../../generator/verify/items.ts';
import { NoAnswer, type Outcome } from '../../generator/verify/outcome.ts';
import { configValue } from '../../generator/verify/rendered.ts';
import { makeUsers } from '../../generator/verify/users.ts';

const { environments = [] } = loadEnvironments(projectRoot);

/** The platform of a sample environment. */
export function platformOf(name: string): Platform {
  const found = environments.find(({ environment }) => environment.name === name);
  if (found === undefined) throw new Error(`there is no environment ${name}`);
  return assemblePlatform(found.environment);
}

/** The item with an id. */
export function itemOf(id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found === undefined) throw new Error(`there is no item ${id}`);
  return found;
}

/** What a fake server says; a string is an HTML page, an object JSON. */
export type Reply = Partial<Omit<Answer, 'body' | 'text'>> & {
  readonly say?: unknown;
  readonly file?: Buffer;
};

/** Answers that differ from those of a right platform, by `METHOD url` or `url`; an Error is a connection that fails; a function may give
 * undefined, to answer as a right platform would. */
export type Wrong = Readonly<Record<string, Reply | Error | ((options: AskOptions) => Reply | undefined)>>;

/** How the fake cluster differs. */
export interface FakeOptions {
  readonly environment?: string;
  /** Instead of that of an environment. */
  readonly platform?: Platform;
  readonly wrong?: Wrong;
  readonly place?: VerifyContext['place'];
  readonly credentials?: 'shared-secret' | 'token' | 'none';
  readonly kubectl?: (args: readonly string[]) => Answered<Json>;
  readonly forwarded?: Wrong;
  readonly joinLivekit?: () => Promise<void>;
}

export const now = new Date('2026-11-25T12:00:00Z');
export const secret = 'the shared secret';

/** Probes one item against a platform that is right but for what the options say. */
export function probe(id: string, options: FakeOptions = {}): Promise<Outcome> {
  return probeItem(itemOf(id), makeFake(options).context);
}

/** A right platform, in memory. */
export function makeFake(options: FakeOptions = {}) {
  const platform = options.platform ?? platformOf(options.environment ?? 'production');
  const { environment } = platform;
  const asked: string[] = [];
  const right = rightAnswers(platform);
  const ask: Ask = async (url, request = {}) => {
    const method =
      request.method ?? (request.json !== undefined || request.body !== undefined ? 'POST' : 'GET');
    asked.push(`${method} ${url}`);
    const bare = url.replace(/\?.*/, '');
    const wrong = { ...options.forwarded, ...options.wrong };
    const found = wrong[`${method} ${bare}`] ?? wrong[bare] ?? right(method, bare, request);
    if (found instanceof Error) throw new NoAnswer(`${url}: ${found.message}`, 'see to it');
    const reply = typeof found === 'function' ? (found(request) ?? right(method, bare, request)) : found;
    return toAnswer(reply);
  };
  const kind = options.credentials ?? 'shared-secret';
  const users = makeUsers(
    platform,
    kind === 'none' ? { kind } : kind === 'token' ? { kind, token: 'token-0' } : { kind, secret },
    ask,
    ask,
  );
  let conversation: ReturnType<VerifyContext['conversation']> | undefined;
  const context: VerifyContext = {
    platform,
    environment,
    ask,
    users,
    conversation: () => {
      conversation ??= users.all().then((all) =>
        startConversation(`https://${environment.hosts.matrix}/_matrix/client/v3`, all, ask, {
          patience: 500,
          pause: 0,
        }),
      );
      return conversation;
    },
    joinLivekit: options.joinLivekit ?? (async () => undefined),
    cluster: {
      get: async (...args) => options.kubectl?.(args) ?? { ok: false, why: 'kubectl is not on PATH' },
      forward: async ({ target }, use) => ({
        ok: true,
        value: await use(`http://${target.replace('/', '.')}`),
      }),
    },
    addressOf: () => '127.0.0.1',
    ca: [],
    place: options.place ?? 'outside',
    patience: 500,
    repeated: false,
    now: () => now,
  };
  onTestFinished(async () => {
    await users.close();
  });
  return { context, asked, users, environment, platform };
}

function toAnswer({ say, file, status = 200, headers = {}, ...more }: Reply): Answer {
  const text = typeof say === 'string' ? say : say === undefined ? '' : JSON.stringify(say);
  return {
    status,
    headers,
    body: file ?? Buffer.from(text),
    text,
    certificateEnds: new Date('2027-01-25T00:00:00Z'),
    ownAddress: '203.0.113.9',
    ...more,
  };
}

/** What a right platform answers to `METHOD url`. */
function rightAnswers(platform: Platform) {
  const { hosts, network } = platform.environment;
  const files = new Map<string, Buffer>();
  const events: string[] = [];
  let made = 0;
  const matrix = `https://${hosts.matrix}`;
  const client = `${matrix}/_matrix/client/v3`;
  const page = '<html>';
  const closed = network.federation === 'closed';
  const sessions = new Set(['token-0']);
  const session = () => {
    const token = `token-${made++}`;
    sessions.add(token);
    return { user_id: `@verify:${hosts.serverName}`, access_token: token, device_id: 'DEVICE' };
  };
  const table: Record<string, (request: AskOptions) => Reply> = {
    [`GET https://${hosts.element}/`]: () => ({ say: page }),
    [`GET https://${hosts.element}/config.json`]: () => ({
      say: configValue(platform, 'element-web', 'config.json'),
    }),
    [`GET https://${hosts.admin}/`]: () => ({ status: 403 }),
    [`GET ${matrix}/_matrix/client/versions`]: () => ({ say: { versions: ['v1.1', 'v1.12'] } }),
    [`GET ${matrix}/_matrix/federation/v1/version`]: () =>
      closed ? { status: 403 } : { say: { server: { name: 'Synapse', version: '1.163.2' } } },
    [`GET ${matrix}/_matrix/key/v2/server`]: () =>
      closed
        ? { status: 403 }
        : { say: { server_name: hosts.serverName, valid_until_ts: now.getTime() + 86_400_000 } },
    [`GET ${matrix}/_matrix/federation/v1/openid/userinfo`]: () => ({ status: 401 }),
    [`GET https://${hosts.admin}/_synapse/admin/v1/register`]: () => ({ say: { nonce: 'n' } }),
    [`POST https://${hosts.admin}/_synapse/admin/v1/register`]: () => ({ say: session() }),
    [`POST ${client}/login`]: () => ({ say: session() }),
    [`GET ${client}/account/whoami`]: ({ token = '' }) =>
      sessions.has(token) ? { say: { user_id: '@verify:x', device_id: 'DEVICE' } } : { status: 401 },
    [`POST ${client}/logout`]: ({ token = '' }) => {
      sessions.delete(token);
      return { say: {} };
    },
    [`POST ${client}/account/deactivate`]: ({ json }) =>
      'auth' in (json as object) ? { say: {} } : { status: 401, say: { session: 's' } },
    [`POST ${client}/createRoom`]: () => ({ say: { room_id: '!room' } }),
    [`POST ${client}/rooms/!room/join`]: () => ({ say: {} }),
    [`GET ${client}/sync`]: () => ({
      say: {
        next_batch: String(events.length),
        rooms: { join: { '!room': { timeline: { events: events.map((event_id) => ({ event_id })) } } } },
      },
    }),
    [`POST ${matrix}/_matrix/media/v3/upload`]: ({ body = Buffer.alloc(0) }) => {
      files.set('one', body);
      return { say: { content_uri: `mxc://${hosts.serverName}/one` } };
    },
    [`GET ${matrix}/_matrix/client/v1/media/download/${hosts.serverName}/one`]: ({ token }) =>
      token === undefined ? { status: 401 } : { file: files.get('one') ?? Buffer.alloc(0) },
    [`GET ${client}/voip/turnServer`]: () => ({
      say: { username: 'u', password: 'p', uris: turnUris(platform.environment) },
    }),
    [`GET https://${hosts.rtc}/`]: () => ({ say: 'OK' }),
    [`POST https://${hosts.rtc}/sfu/get`]: ({ json }) =>
      'room' in (json as object) ? { say: { url: `wss://${hosts.rtc}`, jwt: 'jwt' } } : { status: 400 },
    [`POST https://${hosts.rtc}/get_token`]: () => ({ status: 400 }),
    [`POST https://${hosts.rtc}/delegate_delayed_leave`]: () => ({ status: 400 }),
    [`GET https://${hosts.rtc}/rtc/validate`]: () => ({ say: 'success' }),
  };
  for (const [document, file] of Object.entries(wellKnownFiles))
    table[`GET https://${hosts.serverName}/.well-known/matrix/${document}`] = () => ({
      say: configValue(platform, 'synapse-router', file),
      headers: { 'access-control-allow-origin': '*' },
    });
  return (method: string, url: string, request: AskOptions): Reply => {
    if (method === 'PUT' && url.startsWith(`${client}/rooms/!room/send/`)) {
      events.push(`$${events.length}`);
      return { say: { event_id: events.at(-1) } };
    }
    if (/^http:\/\/[^/]+\/$/.test(url))
      return { status: 301, headers: { location: url.replace('http:', 'https:') } };
    if (url.includes('/openid/request_token')) return { say: { access_token: 'openid' } };
    return (table[`${method} ${url}`] ?? (() => ({ status: 404 })))(request);
  };
}
