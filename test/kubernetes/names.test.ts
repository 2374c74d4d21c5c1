import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isPortName,
  isQualifiedName,
} from '../../generator/kubernetes/names.ts';

const x = (length: number) => 'x'.repeat(length);

describe.each([
  [isDnsLabel, ['a', '0', 'a-b', x(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', x(64), 'ä']],
  [
    isDnsSubdomain,
    ['a', 'a.b', 'a-b.c', x(253), x(64)],
    ['', '.', 'a.', '.a', 'a..b', 'a.-b', 'A.b', x(254)],
  ],
  [isLabelValue, ['', 'a', 'A_b.c-d', '1', x(63)], ['-a', 'a-', 'a b', 'a/b', x(64), '.', 'ä']],
  [
    isQualifiedName,
    ['a', 'a.io/b', 'A_b', 'kubernetes.io/metadata.name', `${x(253)}/${x(63)}`],
    ['', '/a', 'a/', 'a/b/c', 'A.io/b', 'a b', x(64)],
  ],
  [isPortName, ['a', 'http', 'a-1', '1a', x(15)], ['', '1', 'a--b', '-a', 'a-', 'A', x(16), 'a_b']],
] as [(text: string) => boolean, string[], string[]][])('%o', (is, valid, invalid) => {
  test.each(valid)('takes %j', (text) => {
    expect(is(text)).toBe(true);
  });
  test.each(invalid)('refuses %j', (text) => {
    expect(is(text)).toBe(false);
  });
});

/** The grammar, walked character by character. */
function walk(text: string, inside: string, ends: string, longest: number): boolean {
  if (text.length === 0 || text.length > longest) return false;
  return [...text].every((character, index) => {
    const atEnd = index === 0 || index === text.length - 1;
    return (atEnd ? ends : inside).includes(character);
  });
}

const small = 'abcdefghijklmnopqrstuvwxyz0123456789';
const all = `${small}${small.toUpperCase()}`;
const text = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_', '/'), maxLength: 70 });

test('agrees with walking the text', () => {
  fc.assert(
    fc.property(text, (given) => {
      expect(isDnsLabel(given)).toBe(walk(given, `${small}-`, small, 63));
      expect(isDnsSubdomain(given)).toBe(
        given.length <= 253 && given.split('.').every((part) => walk(part, `${small}-`, small, 253)),
      );
      expect(isLabelValue(given)).toBe(given === '' || walk(given, `${all}-_.`, all, 63));
    }),
    { numRuns: 2000 },
  );
});
