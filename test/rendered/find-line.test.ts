import { expect, test } from 'vitest';
import { findLine } from '../../generator/rendered/find-line.ts';

const lines = [
  'backend sync-on-main',
  '  timeout server 180s',
  'backend sync',
  '  # why',
  '  timeout server 180s',
  'end',
];

test.each([
  ['timeout server', 1],
  ['backend sync', 2],
  ['backend sync\ntimeout server 180s', 4],
  ['backend sync\nnot there', 2],
  ['why', 3],
  ['not there', undefined],
])('%j stands on line index %s', (text, index) => {
  expect(findLine(lines, text)).toBe(index);
});

test('the search begins where it is told', () => {
  expect(findLine(lines, 'timeout', 2)).toBe(4);
});
