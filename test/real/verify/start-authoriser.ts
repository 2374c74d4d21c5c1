import { createServer, type IncomingMessage, type Server } from 'node:http';
import { makeLivekitToken } from '../rtc/start-livekit.ts';

/** What a test breaks of the authoriser. */
export interface AuthoriserFaults {
  /** It has another secret than LiveKit. */
  readonly secret?: string;
  /** It creates no room. */
  readonly lazy?: boolean;
}

/** Stands in for lk-jwt-service, whose source is in no package registry: it asks the real Synapse and the real LiveKit. */
export interface Authoriser {
  faults: AuthoriserFaults;
  readonly url: string;
  readonly stop: () => void;
}

/** Starts it on `address`; the other addresses are those of the router, of LiveKit, and what it tells clients. */
export async function startAuthoriser(
  address: string,
  {
    router,
    livekit,
    publicUrl,
    secret,
  }: { router: string; livekit: string; publicUrl: string; secret: string },
): Promise<Authoriser> {
  const port = 8080;
  const faults: { faults: AuthoriserFaults } = { faults: {} };

  async function admit(text: string): Promise<[number, object]> {
    const { room, openid_token: token } = JSON.parse(text) as {
      room?: string;
      openid_token?: { access_token: string };
    };
    if (room === undefined || token === undefined)
      return [400, { errcode: 'M_BAD_JSON', error: 'incomplete' }];
    const query = new URLSearchParams({ access_token: token.access_token });
    const who = await fetch(`${router}/_matrix/federation/v1/openid/userinfo?${query}`);
    if (who.status !== 200) return [401, { errcode: 'M_UNAUTHORIZED', error: 'unknown' }];
    const { sub } = (await who.json()) as { sub: string };
    const key = faults.faults.secret ?? secret;
    if (faults.faults.lazy !== true)
      await fetch(`${livekit}/twirp/livekit.RoomService/CreateRoom`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${makeLivekitToken(key, { roomCreate: true })}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: room }),
      });
    const jwt = makeLivekitToken(key, { roomJoin: true, room, canPublish: true, canSubscribe: true }, sub);
    return [200, { url: publicUrl, jwt }];
  }

  const server: Server = createServer((request, response) => {
    readAll(request)
      .then(admit)
      .then(([status, body]) => response.writeHead(status).end(JSON.stringify(body)))
      .catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((ready) => server.listen(port, address, ready));
  return Object.assign(faults, {
    url: `http://${address}:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
