import { createSocket } from 'node:dgram';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { headerLength } from './stun-message.ts';

/** Where a STUN or TURN server is reached. */
export interface StunPlace {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Name that the certificate must be for; TLS only. */
  readonly name?: string;
  readonly ca?: readonly string[];
}

/** Sends and receives whole STUN messages. */
export interface StunSocket {
  readonly send: (message: Buffer) => void;
  /** Called for each message that arrives. */
  readonly onMessage: (listener: (message: Buffer) => void) => void;
  /** Rejects when the connection breaks; never resolves. */
  readonly broken: Promise<never>;
  readonly close: () => void;
}

/** Opens the socket; a connection is made while the first message waits. */
export function openStunSocket(place: StunPlace): StunSocket {
  const socket = place.transport === 'udp' ? openUdp(place) : openStream(place);
  // Nobody may be waiting at that moment.
  socket.broken.catch(() => undefined);
  return socket;
}

function openUdp({ address, port }: StunPlace): StunSocket {
  const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' });
  return {
    send: (message) => socket.send(message, port, address),
    onMessage: (listener) => socket.on('message', listener),
    broken: new Promise((_, reject) => socket.once('error', reject)),
    close: () => socket.close(),
  };
}

function openStream({ address, port, transport, name, ca }: StunPlace): StunSocket {
  const socket: Socket =
    transport === 'tls'
      ? connectTls({ host: address, port, ...(name && { servername: name }), ...(ca && { ca: [...ca] }) })
      : connectTcp({ host: address, port });
  let waiting = Buffer.alloc(0);
  let listener: (message: Buffer) => void = () => undefined;
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= headerLength) {
      const length = headerLength + waiting.readUInt16BE(2);
      if (waiting.length < length) return;
      const message = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      listener(message);
    }
  });
  return {
    send: (message) => socket.write(message),
    onMessage: (next) => {
      listener = next;
    },
    broken: new Promise((_, reject) => {
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server closed the connection')));
    }),
    close: () => socket.destroy(),
  };
}
