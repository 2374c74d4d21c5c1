import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { magic } from '../../generator/verify/turn/stun-message.ts';
import { openTurnClient } from '../../generator/verify/turn/turn-client.ts';

const address = '127.0.0.1';
const nobody = { username: '', password: '' };
const seenPort = 40_123;

/** The answer to a binding request: XOR-MAPPED-ADDRESS with {@link seenPort}. */
function answerTo(request: Buffer, transaction = request.subarray(8, 20)): Buffer {
  const answer = Buffer.alloc(32);
  answer.writeUInt16BE(0x0101, 0);
  answer.writeUInt16BE(12, 2);
  answer.writeUInt32BE(magic, 4);
  transaction.copy(answer, 8);
  answer.writeUInt16BE(0x0020, 20);
  answer.writeUInt16BE(8, 22);
  answer.writeUInt16BE(1, 24);
  answer.writeUInt16BE(seenPort ^ (magic >>> 16), 26);
  return answer;
}

async function serveTcp(answer: (socket: Socket, request: Buffer) => void): Promise<number> {
  const server = createServer((socket) => socket.on('data', (request) => answer(socket, request)));
  await new Promise<void>((ready) => server.listen(0, address, ready));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function serveUdp(answer: (request: Buffer, from: number) => Buffer | undefined): Promise<number> {
  const server = createSocket('udp4');
  server.on('message', (request, { port }) => {
    const message = answer(request, port);
    if (message !== undefined) server.send(message, port, address);
  });
  await new Promise<void>((ready) => server.bind(0, address, ready));
  onTestFinished(() => {
    server.close();
  });
  return server.address().port;
}

async function bind(transport: 'udp' | 'tcp', port: number) {
  const client = openTurnClient({ address, port, transport }, nobody, 1_500);
  return client.bind().finally(client.close);
}

/** A refusal with this code, and the realm and nonce that a client signs with. */
function refuse(request: Buffer, code: number): Buffer {
  const body = [
    [0x0009, Buffer.from([0, 0, Math.floor(code / 100), code % 100])],
    [0x0014, Buffer.from('here')],
    [0x0015, Buffer.from('once')],
  ] as const;
  const content = body.map(([type, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  const answer = Buffer.concat([Buffer.alloc(8), request.subarray(8, 20), ...content]);
  answer.writeUInt16BE(0x0113, 0);
  answer.writeUInt16BE(answer.length - 20, 2);
  answer.writeUInt32BE(magic, 4);
  return answer;
}

describe('the STUN client', () => {
  it.each([
    ['takes another port where somebody left a relay behind', 1, undefined],
    ['does not try for ever', 9, 437],
  ])('%s', async (_, taken, expected) => {
    const ports = new Set<number>();
    const port = await serveUdp((request, from) => {
      ports.add(from);
      // An unsigned request has no more than the transport.
      if (request.length <= 28) return refuse(request, 401);
      return ports.size <= taken ? refuse(request, 437) : answerTo(request);
    });
    const client = openTurnClient({ address, port, transport: 'udp' }, { username: 'a', password: 'b' });
    const { error } = await client.allocate().finally(client.close);
    expect(error).toBe(expected);
    expect(ports.size).toBe(2);
  });

  it('puts an answer together that comes in pieces', async () => {
    const port = await serveTcp((socket, request) => {
      socket.setNoDelay(true);
      const answer = answerTo(request);
      for (let at = 0; at < answer.length; at += 5) socket.write(answer.subarray(at, at + 5));
    });
    expect(await bind('tcp', port)).toBe(seenPort);
  });

  it('asks again when a datagram is lost', async () => {
    let asked = 0;
    const port = await serveUdp((request) => (asked++ === 0 ? undefined : answerTo(request)));
    expect(await bind('udp', port)).toBe(seenPort);
    expect(asked).toBe(2);
  });

  it('takes no answer to somebody else', async () => {
    const port = await serveUdp((request) => answerTo(request, Buffer.alloc(12)));
    await expect(bind('udp', port)).rejects.toThrow('no answer within 1.5 s');
  });

  it('says when the server hangs up', async () => {
    const port = await serveTcp((socket) => socket.end());
    await expect(bind('tcp', port)).rejects.toThrow('closed the connection');
  });
});
