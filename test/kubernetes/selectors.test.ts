import { describe, expect, test } from 'vitest';
import type { Json } from '../../generator/kubernetes/object.ts';
import {
  matchesLabelSelector,
  matchesLabels,
  meetsRequirement,
  toleratesTaint,
} from '../../generator/kubernetes/selectors.ts';

const labels = { app: 'web', zone: '3' };

test('every label must match, not any', () => {
  expect(matchesLabels({ app: 'web', zone: '3' }, labels)).toBe(true);
  expect(matchesLabels({ app: 'web', zone: '4' }, labels)).toBe(false);
  expect(matchesLabels({ tier: '' }, labels)).toBe(false);
  expect(matchesLabels({}, labels)).toBe(true);
});

test('a label selector is matchLabels and matchExpressions together; none selects nothing', () => {
  const expression = { key: 'zone', operator: 'In', values: ['3'] };
  expect(matchesLabelSelector({ matchLabels: { app: 'web' }, matchExpressions: [expression] }, labels)).toBe(
    true,
  );
  expect(matchesLabelSelector({ matchLabels: { app: 'db' }, matchExpressions: [expression] }, labels)).toBe(
    false,
  );
  expect(
    matchesLabelSelector(
      { matchLabels: { app: 'web' }, matchExpressions: [{ ...expression, values: ['4'] }] },
      labels,
    ),
  ).toBe(false);
  expect(matchesLabelSelector({}, labels)).toBe(true);
  expect(matchesLabelSelector(undefined, labels)).toBe(false);
});

test.each<[Json, boolean]>([
  [{ key: 'app', operator: 'In', values: ['db', 'web'] }, true],
  [{ key: 'tier', operator: 'In', values: ['db'] }, false],
  [{ key: 'app', operator: 'NotIn', values: ['db'] }, true],
  [{ key: 'app', operator: 'NotIn', values: ['web'] }, false],
  [{ key: 'tier', operator: 'NotIn', values: ['db'] }, true],
  [{ key: 'app', operator: 'Exists' }, true],
  [{ key: 'tier', operator: 'Exists' }, false],
  [{ key: 'tier', operator: 'DoesNotExist' }, true],
  [{ key: 'zone', operator: 'Gt', values: ['2'] }, true],
  [{ key: 'zone', operator: 'Gt', values: ['3'] }, false],
  [{ key: 'zone', operator: 'Lt', values: ['4'] }, true],
  [{ key: 'tier', operator: 'Lt', values: ['4'] }, false],
  [{ key: 'app', operator: 'Equals', values: ['web'] }, false],
])('%j is %s', (requirement, expected) => {
  expect(meetsRequirement(requirement, labels)).toBe(expected);
});

describe('tolerations of dedicated=database:NoSchedule', () => {
  const taint = { key: 'dedicated', value: 'database', effect: 'NoSchedule' };
  test.each<[Json, boolean]>([
    [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }, true],
    [{ key: 'dedicated', value: 'database' }, true],
    [{ key: 'dedicated', operator: 'Exists' }, true],
    [{ operator: 'Exists' }, true],
    [{ key: 'dedicated', operator: 'Equal', value: 'databases' }, false],
    [{ key: 'dedicated' }, false],
    [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ value: 'database' }, false],
  ])('%j: %s', (toleration, expected) => {
    expect(toleratesTaint([toleration], taint)).toBe(expected);
  });

  test('one of several is enough, none tolerates nothing', () => {
    expect(toleratesTaint([{ key: 'x' }, { operator: 'Exists' }], taint)).toBe(true);
    expect(toleratesTaint([], taint)).toBe(false);
  });
});
