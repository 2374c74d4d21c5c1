import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesLabelSelector, type Taint, toleratesTaint } from '../../generator/kubernetes/selectors.ts';

const key = fc.constantFrom('a', 'b', 'c');
const value = fc.constantFrom('1', '2', '');
const labels = fc.dictionary(key, value, { maxKeys: 3 });

/** Every set of labels over these keys and values: small enough to count through. */
const worlds = ['a', 'b', 'c'].reduce<Record<string, string>[]>(
  (sets, name) => sets.flatMap((set) => [set, ...['1', '2', ''].map((text) => ({ ...set, [name]: text }))]),
  [{}],
);

const expression = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(value, { minLength: 1 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

test('a selector selects exactly what removing the others one requirement at a time leaves', () => {
  fc.assert(
    fc.property(labels, fc.array(expression, { maxLength: 3 }), (matchLabels, matchExpressions) => {
      let left = worlds;
      for (const [name, wanted] of Object.entries(matchLabels))
        left = left.filter((world) => name in world && world[name] === wanted);
      for (const requirement of matchExpressions) {
        const listed = 'values' in requirement ? requirement.values : [];
        const without = left.filter((world) => !(requirement.key in world));
        const among = left.filter((world) => listed.some((text) => world[requirement.key] === text));
        const kept: Record<string, readonly Record<string, string>[]> = {
          In: among,
          NotIn: left.filter((world) => !among.includes(world)),
          Exists: left.filter((world) => !without.includes(world)),
          DoesNotExist: without,
        };
        left = [...(kept[requirement.operator] ?? [])];
      }
      const selected = worlds.filter((world) =>
        matchesLabelSelector({ matchLabels, matchExpressions }, world),
      );
      expect(selected).toEqual(left);
    }),
  );
});

test('one more requirement never selects more', () => {
  fc.assert(
    fc.property(fc.array(expression, { maxLength: 3 }), expression, (matchExpressions, added) => {
      for (const world of worlds) {
        if (matchesLabelSelector({ matchExpressions: [...matchExpressions, added] }, world))
          expect(matchesLabelSelector({ matchExpressions }, world)).toBe(true);
      }
    }),
  );
});

test('a toleration for everything tolerates every taint, and none tolerates none', () => {
  const taint = fc.record({
    key,
    value,
    effect: fc.constantFrom('NoSchedule', 'NoExecute', 'PreferNoSchedule'),
  });
  fc.assert(
    fc.property(taint, (given: Taint) => {
      expect(toleratesTaint([{ operator: 'Exists' }], given)).toBe(true);
      expect(toleratesTaint([], given)).toBe(false);
      expect(toleratesTaint([{ ...given }], given)).toBe(true);
      expect(toleratesTaint([{ ...given, key: `${given.key}x` }], given)).toBe(false);
    }),
  );
});
