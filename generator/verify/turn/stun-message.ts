import { createHash, createHmac } from 'node:crypto';

/** Every STUN message carries it (RFC 5389, 6). */
export const magic = 0x2112a442;

/** Types of requests (RFC 5389, 18.1; RFC 5766, 13). */
export const requestTypes = {
  binding: 0x0001,
  allocate: 0x0003,
  refresh: 0x0004,
  createPermission: 0x0008,
} as const;

/** Types of attributes (RFC 5389, 18.2; RFC 5766, 14). */
export const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  lifetime: 0x000d,
  peer: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  transport: 0x0019,
  mapped: 0x0020,
} as const;

/** Bytes before the attributes. */
export const headerLength = 20;
const integrityLength = 24;

/** Somebody with long-term credentials, once the server has said its realm and a nonce. */
export interface Signature {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
}

/** Attributes by type. */
export type Attributes = ReadonlyMap<number, Buffer>;

/** One request, signed where there is a signature. */
export function writeRequest(
  type: number,
  transaction: Buffer,
  body: readonly (readonly [number, Buffer])[],
  signature: Signature | undefined,
): Buffer {
  const head = (length: number) => {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(type, 0);
    header.writeUInt16BE(length, 2);
    header.writeUInt32BE(magic, 4);
    return Buffer.concat([header, transaction]);
  };
  if (signature === undefined) {
    const content = Buffer.concat(body.map(([key, value]) => attribute(key, value)));
    return Buffer.concat([head(content.length), content]);
  }
  const { username, password, realm, nonce } = signature;
  const content = Buffer.concat(
    [
      ...body,
      [attributes.username, Buffer.from(username)] as const,
      [attributes.realm, Buffer.from(realm)] as const,
      [attributes.nonce, Buffer.from(nonce)] as const,
    ].map(([key, value]) => attribute(key, value)),
  );
  const key = createHash('md5').update(`${username}:${realm}:${password}`).digest();
  // The length counts the integrity attribute, which is computed over everything before it.
  const signed = Buffer.concat([head(content.length + integrityLength), content]);
  return Buffer.concat([
    signed,
    attribute(attributes.integrity, createHmac('sha1', key).update(signed).digest()),
  ]);
}

function attribute(key: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(key, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** Attributes of a message. */
export function readAttributes(message: Buffer): Attributes {
  const found = new Map<number, Buffer>();
  let at = headerLength;
  while (at + 4 <= message.length) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}

/** The error of an answer: `401`; undefined on success. */
export function errorIn(answer: Attributes): number | undefined {
  const error = answer.get(attributes.error);
  return error === undefined ? undefined : (error[2] ?? 0) * 100 + (error[3] ?? 0);
}

/** An IPv4 address and a port as XOR-PEER-ADDRESS. */
export function xorAddress(address: string, port: number): Buffer {
  const value = Buffer.alloc(8);
  value[1] = 1;
  value.writeUInt16BE(port ^ (magic >>> 16), 2);
  const number = Buffer.from(address.split('.').map(Number)).readUInt32BE(0);
  value.writeUInt32BE((number ^ magic) >>> 0, 4);
  return value;
}

/** Port of an XOR address of either family. */
export function portIn(value: Buffer | undefined): number | undefined {
  return value === undefined || value.length < 4 ? undefined : value.readUInt16BE(2) ^ (magic >>> 16);
}
