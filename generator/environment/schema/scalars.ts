import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isQuantity } from '../../kubernetes/quantity.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A DNS label (RFC 1123): what Kubernetes takes as an object name without dots. */
export const nameSchema = z
  .string()
  .regex(dnsLabel, 'a name of at most 63 lower-case letters, digits and inner hyphens');

/** A fully qualified host name of at least two labels, in lower case, without a trailing dot or port. */
export const hostSchema = z
  .string()
  .max(253)
  .refine(
    (text) =>
      text.includes('.') && text.split('.').every((label) => dnsLabel.test(label)) && !/\.\d+$/.test(text),
    {
      message: 'a host name such as matrix.example.org: lower case, no port, no trailing dot',
    },
  );

/** A Kubernetes quantity written as a string: `500m`, `4Gi`. */
export const quantitySchema = z.string().refine(isQuantity, 'a Kubernetes quantity such as 500m, 4Gi or 1Ti');

/** An IPv4 or IPv6 network in CIDR notation whose host bits are zero. */
export const cidrSchema = z
  .string()
  .refine(isNetwork, 'a network such as 10.0.0.0/8 or fd00::/8, host bits zero');

/** A single address, a CIDR or an inclusive range `192.0.2.10-192.0.2.20`. */
export const addressRangeSchema = z
  .string()
  .refine(
    (text) => ipaddr.isValid(text) || isNetwork(text) || isRange(text),
    'an address, a network or a range such as 192.0.2.10-192.0.2.20',
  );

/** A TCP or UDP port. */
export const portSchema = z.int().min(1).max(65535);

/** A day, `2027-06-30`. */
export const daySchema = z.iso.date();

/** Requests of one container; memory is also limited, CPU is not (a throttled Synapse process misses its probes). */
export const resourcesSchema = z.strictObject({
  cpu: quantitySchema.optional().meta({ description: 'CPU request, such as 300m' }),
  memory: quantitySchema.optional().meta({ description: 'Memory request, such as 512Mi' }),
  memoryLimit: quantitySchema.optional().meta({ description: 'Memory limit, such as 4Gi' }),
});

function isNetwork(text: string): boolean {
  if (!ipaddr.isValidCIDR(text)) return false;
  const [address, prefix] = ipaddr.parseCIDR(text);
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return network.toNormalizedString() === address.toNormalizedString() && prefix >= 0;
}

function isRange(text: string): boolean {
  const [first = '', last = '', ...rest] = text.split('-');
  if (rest.length > 0 || !ipaddr.isValid(first) || !ipaddr.isValid(last)) return false;
  const [low, high] = [ipaddr.parse(first).toByteArray(), ipaddr.parse(last).toByteArray()];
  return low.length === high.length && Buffer.compare(Buffer.from(low), Buffer.from(high)) <= 0;
}
