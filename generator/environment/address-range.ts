import ipaddr from 'ipaddr.js';

/** Consecutive addresses of one family, both ends included. */
export interface AddressRange {
  readonly family: 'IPv4' | 'IPv6';
  readonly first: bigint;
  readonly last: bigint;
}

/** The addresses that an address, a network or a range `a-b` stands for; the text must be valid. */
export function parseAddressRange(text: string): AddressRange {
  const [from = '', to = from] = text.split('-');
  const [address = '', prefix] = from.split('/');
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  const bits = family === 'IPv4' ? 32 : 128;
  const first = toNumber(address);
  const last = prefix === undefined ? toNumber(to) : first + (1n << BigInt(bits - Number(prefix))) - 1n;
  return { family, first, last };
}

/** True when both hold some address. */
export function overlaps(left: AddressRange, right: AddressRange): boolean {
  return left.family === right.family && left.first <= right.last && right.first <= left.last;
}

/** True when every address of `inner` is one of `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

function toNumber(address: string): bigint {
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}
