import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

/** A TURN user as Synapse and LiveKit make them: a name with an end of life, and its HMAC under the shared secret. */
export function makeTurnUser(secret: string, name: string, secondsFromNow: number) {
  const username = `${Math.floor(Date.now() / 1000) + secondsFromNow}:${name}`;
  return { username, password: createHmac('sha1', secret).update(username).digest('base64') };
}

const magic = 0x2112a442;
const types = { allocate: 0x0003, createPermission: 0x0008 } as const;
const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  peer: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  transport: 0x0019,
} as const;

/** What a TURN server answered: `error` is absent on success; `relayPort` comes with an allocation. */
export interface TurnAnswer {
  readonly error?: number;
  readonly relayPort?: number;
}

/** One client on one UDP port (RFC 5389, RFC 5766). */
export function openTurnClient(host: string, port: number, user: { username: string; password: string }) {
  const socket = createSocket('udp4');
  let realm = '';
  let nonce = '';

  function ask(type: number, body: [number, Buffer][]): Promise<Map<number, Buffer> & { type?: number }> {
    const transaction = randomBytes(12);
    const signed = realm !== '';
    const all = signed
      ? [
          ...body,
          [attributes.username, Buffer.from(user.username)] as const,
          [attributes.realm, Buffer.from(realm)] as const,
          [attributes.nonce, Buffer.from(nonce)] as const,
        ]
      : body;
    const content = Buffer.concat(all.map(([key, value]) => attribute(key, value)));
    const head = (length: number) => {
      const header = Buffer.alloc(8);
      header.writeUInt16BE(type, 0);
      header.writeUInt16BE(length, 2);
      header.writeUInt32BE(magic, 4);
      return Buffer.concat([header, transaction]);
    };
    const key = createHash('md5').update(`${user.username}:${realm}:${user.password}`).digest();
    const message = signed
      ? Buffer.concat([
          head(content.length),
          content,
          attribute(
            attributes.integrity,
            createHmac('sha1', key)
              .update(Buffer.concat([head(content.length + 24), content]))
              .digest(),
          ),
        ])
      : Buffer.concat([head(content.length), content]);
    if (signed) message.writeUInt16BE(content.length + 24, 2);
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('no answer from the TURN server')), 5_000);
      socket.once('message', (answer) => {
        clearTimeout(limit);
        resolve(Object.assign(readAttributes(answer), { type: answer.readUInt16BE(0) }));
      });
      socket.send(message, port, host);
    });
  }

  /** The first request is unsigned: the server answers with its realm and a nonce. */
  async function signIn(type: number, body: [number, Buffer][]): Promise<Map<number, Buffer>> {
    if (realm === '') {
      const challenge = await ask(type, body);
      realm = challenge.get(attributes.realm)?.toString() ?? '';
      nonce = challenge.get(attributes.nonce)?.toString() ?? '';
    }
    return ask(type, body);
  }

  return {
    async allocate(): Promise<TurnAnswer> {
      const answer = await signIn(types.allocate, [[attributes.transport, Buffer.from([17, 0, 0, 0])]]);
      const relayed = answer.get(attributes.relayed);
      return { ...errorIn(answer), ...(relayed && { relayPort: relayed.readUInt16BE(2) ^ (magic >>> 16) }) };
    },
    /** Asks to relay to an IPv4 address. */
    async permit(peer: string): Promise<TurnAnswer> {
      return errorIn(await signIn(types.createPermission, [[attributes.peer, xorAddress(peer)]]));
    },
    close: () => socket.close(),
  };
}

function attribute(key: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(key, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function readAttributes(message: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = 20;
  while (at + 4 <= message.length) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}

function errorIn(answer: Map<number, Buffer>): { error?: number } {
  const error = answer.get(attributes.error);
  return error === undefined ? {} : { error: (error[2] ?? 0) * 100 + (error[3] ?? 0) };
}

function xorAddress(address: string): Buffer {
  const value = Buffer.alloc(8);
  value[1] = 1;
  value.writeUInt16BE(40_000 ^ (magic >>> 16), 2);
  const number = Buffer.from(address.split('.').map(Number)).readUInt32BE(0);
  value.writeUInt32BE((number ^ magic) >>> 0, 4);
  return value;
}
