import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isQuantity, parseQuantity } from '../../kubernetes/quantity.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A DNS label (RFC 1123): what Kubernetes takes as an object name without dots. */
export const nameSchema = z
  .string()
  .regex(dnsLabel, 'a name of at most 63 lower-case letters, digits and inner hyphens');

/** A fully qualified host name of at least two labels, in lower case, without a trailing dot or port. */
export const hostSchema = z
  .string()
  .max(253, 'a host name of at most 253 characters')
  .refine(
    (text) =>
      text.includes('.') && text.split('.').every((label) => dnsLabel.test(label)) && !/\.\d+$/.test(text),
    {
      message: 'a host name such as matrix.example.org: lower case, no port, no trailing dot',
    },
  );

/** An amount of CPU, more than none: a Kubernetes quantity of at most 1024 cores, written as a string. */
export const cpuSchema = z
  .string()
  .refine((text) => isAmount(text, 0.001, 1024), 'an amount of CPU such as 500m or 4');

/**
 * An amount of memory or disk: a Kubernetes quantity of 1Mi to 1Pi. Less is a forgotten unit (`512` are 512 bytes, `500m` half a byte).
 */
export const bytesSchema = z
  .string()
  .refine((text) => isAmount(text, 2 ** 20, 2 ** 50), 'an amount with a unit, such as 512Mi, 4Gi or 1Ti');

/** CPU that is kept back; `0` is none. */
export const reservedCpuSchema = z
  .string()
  .refine((text) => isZero(text) || isAmount(text, 0.001, 1024), 'an amount of CPU such as 500m, or 0');

/** Memory that is kept back; `0` is none. */
export const reservedBytesSchema = z
  .string()
  .refine(
    (text) => isZero(text) || isAmount(text, 2 ** 20, 2 ** 50),
    'an amount with a unit such as 1Gi, or 0',
  );

/** An IPv4 or IPv6 network in CIDR notation whose host bits are zero. */
export const cidrSchema = z
  .string()
  .refine(isNetwork, 'a network such as 10.0.0.0/8 or fd00::/8, host bits zero');

/** A single address, a CIDR or an inclusive range `192.0.2.10-192.0.2.20`. */
export const addressRangeSchema = z
  .string()
  .refine(
    (text) => isAddress(text) || isNetwork(text) || isRange(text),
    'an address, a network or a range such as 192.0.2.10-192.0.2.20',
  );

/** One IPv4 or IPv6 address. */
export const addressSchema = z.string().refine(isAddress, 'an address such as 192.0.2.53');

/** One or more certificates in PEM form, and nothing else: a private key here would end up in git. */
export const certificateBundleSchema = z
  .string()
  .max(65_536, 'at most 64 KiB of certificates')
  .refine(isCertificateBundle, 'certificates as PEM text: BEGIN CERTIFICATE, base64, END CERTIFICATE');

/** A TCP or UDP port. */
export const portSchema = z.int().min(1).max(65535);

/** Consecutive ports. */
export const portRangeSchema = z.strictObject({
  first: portSchema.meta({ description: 'First port' }),
  last: portSchema.meta({ description: 'Last port, included' }),
});

/** A day, `2027-06-30`. */
export const daySchema = z.iso.date('a day such as 2027-06-30');

/** Requests of one container; memory is also limited, CPU is not (a throttled Synapse process misses its probes). */
export const resourcesSchema = z.strictObject({
  cpu: cpuSchema.optional().meta({ description: 'CPU request, such as 300m' }),
  memory: bytesSchema.optional().meta({ description: 'Memory request, such as 512Mi' }),
  memoryLimit: bytesSchema.optional().meta({ description: 'Memory limit, such as 4Gi' }),
});

function isAmount(text: string, least: number, most: number): boolean {
  return isQuantity(text) && parseQuantity(text) >= least && parseQuantity(text) <= most;
}

function isZero(text: string): boolean {
  return isQuantity(text) && parseQuantity(text) === 0;
}

function isNetwork(text: string): boolean {
  if (!ipaddr.isValidCIDR(text) || !isAddress(text.slice(0, text.indexOf('/')))) return false;
  const [address] = ipaddr.parseCIDR(text);
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return network.toNormalizedString() === address.toNormalizedString();
}

/** ipaddr.js also reads `10.1` and `0xa000001`, which Kubernetes does not. */
function isAddress(text: string): boolean {
  return text.includes(':')
    ? ipaddr.IPv6.isValid(text) && !text.includes('%')
    : ipaddr.IPv4.isValidFourPartDecimal(text);
}

function isRange(text: string): boolean {
  const [first = '', last = '', ...rest] = text.split('-');
  if (rest.length > 0 || !isAddress(first) || !isAddress(last)) return false;
  const [low, high] = [ipaddr.parse(first).toByteArray(), ipaddr.parse(last).toByteArray()];
  return low.length === high.length && Buffer.compare(Buffer.from(low), Buffer.from(high)) <= 0;
}

function isCertificateBundle(text: string): boolean {
  const block = /-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,76}\n)+-----END CERTIFICATE-----\n?/g;
  return block.test(text) && text.replace(block, '').trim() === '';
}
