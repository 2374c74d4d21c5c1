import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaleIntOrPercent } from '../../generator/kubernetes/int-or-percent.ts';

describe('scaleIntOrPercent', () => {
  test.each([
    [2, 10, 'up', 2],
    ['50%', 3, 'up', 2],
    ['50%', 3, 'down', 1],
    ['1%', 3, 'up', 1],
    ['0%', 3, 'up', 0],
    ['100%', 3, 'down', 3],
    ['50', 3, 'up', undefined],
    ['-5%', 3, 'up', undefined],
    [undefined, 3, 'up', undefined],
  ] as const)('%s of %s, rounded %s, is %s', (value, total, round, expected) => {
    expect(scaleIntOrPercent(value, total, round)).toBe(expected);
  });

  test('is what counting pods one by one gives', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(50), (percent, total) => {
        let down = 0;
        while ((down + 1) * 100 <= percent * total) down++;
        const up = down * 100 === percent * total ? down : down + 1;
        expect(scaleIntOrPercent(`${percent}%`, total, 'down')).toBe(down);
        expect(scaleIntOrPercent(`${percent}%`, total, 'up')).toBe(up);
      }),
    );
  });
});
