import type { Json } from '../../kubernetes/object.ts';

const longest = 80;

/** A value in one short line: text as it is, everything else as JSON; cut after 80 characters. */
export function showValue(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** `before` and `after` of a danger, where there are any. */
export function showBoth(before: Json | undefined, after: Json | undefined) {
  const [old, current] = [showValue(before), showValue(after)];
  return { ...(old !== undefined && { before: old }), ...(current !== undefined && { after: current }) };
}
