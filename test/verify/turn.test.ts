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

async function serveUdp(answer: (request: Buffer) => Buffer | undefined): Promise<number> {
  const server = createSocket('udp4');
  server.on('message', (request, { port }) => {
    const message = answer(request);
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

describe('the STUN client', () => {
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
