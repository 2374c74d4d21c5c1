import { connect, type Socket } from 'node:net';

/** A connection that speaks inline commands of the Redis protocol. */
export interface RedisSession {
  send(command: string): void;
  /** Resolves with everything received once it matches. */
  receive(expected: RegExp, milliseconds?: number): Promise<string>;
  readonly closed: () => boolean;
  close(): void;
}

/** Opens a connection. */
export function openSession(address: string, port: number): RedisSession {
  const socket: Socket = connect({ host: address, port });
  let received = '';
  let closed = false;
  socket.on('data', (chunk) => (received += chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => (closed = true));
  return {
    send: (command) => void socket.write(`${command}\r\n`),
    closed: () => closed,
    close: () => socket.destroy(),
    async receive(expected, milliseconds = 3_000) {
      const end = Date.now() + milliseconds;
      while (!expected.test(received)) {
        if (closed || Date.now() > end) throw new Error(`Waited for ${expected}, received: ${received}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return received;
    },
  };
}

/** The reply to one command, after authentication when a password is given. */
export async function ask(
  address: string,
  port: number,
  command: string,
  expected: RegExp,
  password?: string,
): Promise<string> {
  const session = openSession(address, port);
  try {
    if (password !== undefined) session.send(`AUTH ${password}`);
    session.send(command);
    return await session.receive(expected);
  } finally {
    session.close();
  }
}
