import type { Json } from '../../kubernetes/object.ts';
import { isQuantity, parseQuantity } from '../../kubernetes/quantity.ts';

/** True when a quantity is smaller than another; values that are no quantities are not compared. */
export function isLess(one: Json | undefined, other: Json | undefined): boolean {
  const [left, right] = [one, other].map((value) =>
    typeof value === 'number' || (typeof value === 'string' && isQuantity(value))
      ? parseQuantity(value)
      : undefined,
  );
  return left !== undefined && right !== undefined && left < right;
}
