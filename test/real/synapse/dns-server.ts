import { createSocket, type Socket } from 'node:dgram';

/** Addresses by host name; may change while the server runs. */
export type Zone = Map<string, string>;

/** A DNS server that knows IPv4 addresses of the names in `zone` and says of all others that they do not exist. */
export async function startDnsServer(zone: Zone): Promise<{ port: number; stop: () => void }> {
  const socket: Socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answer(query, zone), port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, stop: () => socket.close() };
}

/** Reply to a query of one question (RFC 1035, section 4). */
function answer(query: Buffer, zone: Zone): Buffer {
  const labels: string[] = [];
  let end = 12;
  for (let length = query.readUInt8(end); length > 0; length = query.readUInt8(end)) {
    labels.push(query.toString('ascii', end + 1, end + 1 + length));
    end += 1 + length;
  }
  const question = query.subarray(12, end + 5);
  const isAddressQuestion = query.readUInt16BE(end + 1) === 1;
  const address = zone.get(labels.join('.').toLowerCase());
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(address === undefined ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  if (address === undefined || !isAddressQuestion) return Buffer.concat([header, question]);
  header.writeUInt16BE(1, 6);
  // Name by pointer, type A, class IN, 5 seconds, 4 bytes.
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)]);
  return Buffer.concat([header, question, record]);
}
