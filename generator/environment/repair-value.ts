import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { Path } from './path.ts';
import { schemaAt } from './schema-at.ts';
import { suggestNearest } from './suggest.ts';

/** YAML text of the valid value that a person probably meant, if there is one close by. */
export function repairValue(path: Path, value: unknown, written: string): string | undefined {
  const schema = schemaAt(path);
  if (schema === undefined) return undefined;
  const takes = (candidate: unknown) => z.safeParse(schema, candidate).success;
  if (Array.isArray(value) || (typeof value === 'object' && value !== null)) return undefined;
  if (schema instanceof z.ZodArray && value !== null && takes([value])) return `[${written}]`;
  if (schema instanceof z.ZodEnum)
    return suggestNearest(String(value), Object.values(schema.enum).map(String));
  if (typeof value !== 'string') return takes(written) ? JSON.stringify(written) : undefined;
  if (schema instanceof z.ZodBoolean) return truth[value.toLowerCase()];
  const number = Number(value.replaceAll('_', ''));
  if (value.trim() !== '' && takes(number)) return String(number);
  const repaired = candidatesFor(value).find(takes);
  return repaired === undefined ? undefined : quoteWhereNeeded(repaired);
}

const truth: Readonly<Record<string, string>> = {
  yes: 'true',
  y: 'true',
  on: 'true',
  true: 'true',
  no: 'false',
  n: 'false',
  off: 'false',
  false: 'false',
};

function candidatesFor(text: string): string[] {
  const plain = text.trim();
  const lower = plain.toLowerCase();
  const [, amount = '', unit = ''] = /^([\d.]+)\s*([kmgtp])?i?b?$/i.exec(plain) ?? [];
  const host = lower
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[:/].*$/, '')
    .replace(/\.$/, '');
  return [
    plain,
    lower,
    lower.replaceAll('_', '-'),
    host,
    networkOf(plain),
    ...(unit === '' ? [] : [`${amount}${unit.toUpperCase()}i`, `${amount}${unit.toUpperCase()}`]),
    // Kubernetes versions are often written with their patch level.
    plain.replace(/^v?(\d+\.\d+).*$/, '$1'),
  ].filter((candidate) => candidate !== '' && candidate !== text);
}

function networkOf(text: string): string {
  if (ipaddr.IPv4.isValidCIDR(text))
    return `${ipaddr.IPv4.networkAddressFromCIDR(text)}/${text.split('/')[1]}`;
  if (ipaddr.IPv6.isValidCIDR(text))
    return `${ipaddr.IPv6.networkAddressFromCIDR(text)}/${text.split('/')[1]}`;
  return ipaddr.isValid(text) ? `${text}/${text.includes(':') ? 128 : 32}` : '';
}

function quoteWhereNeeded(text: string): string {
  return /^[\d.]+$/.test(text) ? JSON.stringify(text) : text;
}
