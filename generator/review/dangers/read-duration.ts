import type { Json } from '../../kubernetes/object.ts';

/** Days of each unit; `m` is left out, since it is minutes for one program and months for another. */
const days: Readonly<Record<string, number>> = { s: 1 / 86_400, h: 1 / 24, d: 1, w: 7, y: 365 };

/**
 * Days in a duration as retention settings are written: `30d`, `720h`, `2w`; a bare number is taken as it is. Undefined for everything
 * else.
 */
export function readDuration(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([shdwy])$/.exec(typeof value === 'string' ? value : '') ?? [];
  const factor = days[unit ?? ''];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
