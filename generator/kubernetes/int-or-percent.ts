import type { Json } from './object.ts';

/**
 * An `IntOrString` as a number of pods: a number as it is, a percentage of `total` rounded up or down. Undefined for what is neither.
 * Source: apimachinery `pkg/util/intstr/intstr.go` (`GetScaledValueFromIntOrPercent`).
 */
export function scaleIntOrPercent(
  value: Json | undefined,
  total: number,
  round: 'up' | 'down',
): number | undefined {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  if (percent === undefined) return undefined;
  const exact = (Number(percent) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
