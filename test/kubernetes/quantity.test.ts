import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, isQuantity, parseQuantity } from '../../generator/kubernetes/quantity.ts';

describe('parseQuantity', () => {
  test.each([
    ['0', 0],
    ['500m', 0.5],
    ['1', 1],
    [2, 2],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+1', 1],
    ['-1', -1],
    ['1k', 1000],
    ['1Ki', 1024],
    ['4Gi', 4 * 1024 ** 3],
    ['1.5Gi', 1.5 * 1024 ** 3],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', 1e18],
    ['100u', 1e-4],
  ] as [string | number, number][])('%s is %s', (text, expected) => {
    expect(parseQuantity(text)).toBeCloseTo(expected, 12);
  });

  test.each(['', ' 1', '1 ', '1K', '1ki', '1GB', '1Gi1', 'Gi', '1e', '1,5', '0x10', '1mi', '--1', '1.2.3'])(
    '%j is none',
    (text) => {
      expect(isQuantity(text)).toBe(false);
      expect(() => parseQuantity(text)).toThrow(RangeError);
    },
  );

  test('orders whole numbers with suffixes as exact arithmetic does', () => {
    const powers: readonly (readonly [string, bigint])[] = [
      ['', 1n],
      ['k', 10n ** 3n],
      ['Ki', 2n ** 10n],
      ['M', 10n ** 6n],
      ['Mi', 2n ** 20n],
      ['G', 10n ** 9n],
      ['Gi', 2n ** 30n],
    ];
    const quantity = fc.tuple(fc.nat(4096), fc.constantFrom(...powers));
    fc.assert(
      fc.property(quantity, quantity, ([count, [suffix, power]], [other, [otherSuffix, otherPower]]) => {
        const exact = BigInt(count) * power - BigInt(other) * otherPower;
        const compared = parseQuantity(`${count}${suffix}`) - parseQuantity(`${other}${otherSuffix}`);
        expect(Math.sign(compared)).toBe(exact === 0n ? 0 : exact > 0n ? 1 : -1);
      }),
    );
  });

  test('reads back what formatBytes writes', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), (bytes) => {
        expect(parseQuantity(formatBytes(bytes))).toBe(bytes);
      }),
    );
  });
});
