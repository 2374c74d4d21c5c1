import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  attributes,
  errorIn,
  headerLength,
  portIn,
  readAttributes,
  requestTypes,
  type Signature,
  writeRequest,
  xorAddress,
} from './stun-message.ts';
import { openStunSocket, type StunPlace, type StunSocket } from './stun-socket.ts';

/** Long-term credentials. */
export interface TurnUser {
  readonly username: string;
  readonly password: string;
}

/** What a TURN server answered: `error` is absent on success; `relayPort` comes with an allocation. */
export interface TurnAnswer {
  readonly error?: number;
  readonly relayPort?: number;
}

/** A client of one TURN server (RFC 5389, RFC 5766). */
export interface TurnClient {
  /** Asks under which port the server sees this client; needs no user. */
  readonly bind: () => Promise<number | undefined>;
  /** Asks for a UDP relay. */
  readonly allocate: () => Promise<TurnAnswer>;
  /** Asks to relay to an IPv4 address. */
  readonly permit: (peer: string) => Promise<TurnAnswer>;
  /** Gives the relay back. */
  readonly release: () => Promise<void>;
  readonly close: () => void;
}

const udp = 17;
const anyPort = 40_000;
/** Milliseconds after which a datagram is sent again (RFC 5389, 7.2.1). */
const retransmission = 500;

/** The server still has a relay of somebody who had this port before; a client takes another (RFC 5766, 6.4). */
const portInUse = 437;

/** Opens a client; `patience` is in milliseconds and for one answer. */
export function openTurnClient(place: StunPlace, user: TurnUser, patience = 5_000): TurnClient {
  let signature: Signature | undefined;
  const waiting = new Map<string, (answer: Attributes) => void>();
  let socket = open();

  function open(): StunSocket {
    const opened = openStunSocket(place);
    opened.onMessage((message) => {
      const transaction = message.subarray(8, headerLength).toString('hex');
      waiting.get(transaction)?.(readAttributes(message));
      waiting.delete(transaction);
    });
    return opened;
  }

  async function ask(type: number, body: readonly (readonly [number, Buffer])[]): Promise<Attributes> {
    const transaction = randomBytes(12);
    const message = writeRequest(type, transaction, body, signature);
    const timers: NodeJS.Timeout[] = [];
    const answered = new Promise<Attributes>((resolve, reject) => {
      waiting.set(transaction.toString('hex'), resolve);
      timers.push(
        setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience),
        // Datagrams get lost; a server knows a repeated one by its transaction.
        ...(place.transport === 'udp' ? [setInterval(() => socket.send(message), retransmission)] : []),
      );
    });
    socket.send(message);
    try {
      return await Promise.race([answered, socket.broken]);
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  /** The first request is unsigned: the server answers with its realm and a nonce. */
  async function signIn(type: number, body: readonly (readonly [number, Buffer])[]): Promise<Attributes> {
    if (signature === undefined) {
      const challenge = await ask(type, body);
      const text = (key: number) => challenge.get(key)?.toString() ?? '';
      signature = { ...user, realm: text(attributes.realm), nonce: text(attributes.nonce) };
    }
    return ask(type, body);
  }

  async function allocate(): Promise<TurnAnswer> {
    const answer = await signIn(requestTypes.allocate, [[attributes.transport, Buffer.from([udp, 0, 0, 0])]]);
    const relayPort = portIn(answer.get(attributes.relayed));
    return { ...toAnswer(answer), ...(relayPort !== undefined && { relayPort }) };
  }

  return {
    bind: async () => portIn((await ask(requestTypes.binding, [])).get(attributes.mapped)),
    allocate: async () => {
      const answer = await allocate();
      if (answer.error !== portInUse) return answer;
      socket.close();
      socket = open();
      signature = undefined;
      return allocate();
    },
    permit: async (peer) =>
      toAnswer(await signIn(requestTypes.createPermission, [[attributes.peer, xorAddress(peer, anyPort)]])),
    release: async () => {
      await signIn(requestTypes.refresh, [[attributes.lifetime, Buffer.alloc(4)]]);
    },
    close: () => socket.close(),
  };
}

function toAnswer(answer: Attributes): TurnAnswer {
  const error = errorIn(answer);
  return error === undefined ? {} : { error };
}
