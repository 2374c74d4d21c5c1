import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { printYaml } from '../../generator/formats/yaml.ts';

/** Strings that one reader or another takes for something else, or cannot read unless they are quoted or escaped. */
const traps = [
  ...['on', 'off', 'yes', 'No', 'y', 'N', 'true', 'FALSE', '~', 'null', 'Null', ''],
  ...[
    '1_000',
    '12:30',
    '1:30:00',
    '190:20:30.15',
    '0o7',
    '0777',
    '0x1F',
    '0b1',
    '1e3',
    '1.',
    '.5',
    '+1',
    '-0',
    '1__0',
  ],
  ...['.inf', '-.INF', '.nan', '2026-01-01', '2001-12-14t21:59:43.10-05:00', '=', '<<'],
  ...[
    ' a',
    'a ',
    '\ta',
    'a\t',
    'a\tb',
    'a\nb',
    'a\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a \nb',
    'a\r\nb',
    '\n',
    '  - x\n y',
  ],
  ...[
    '- a',
    '-',
    '---',
    '...',
    '--- a',
    '? a',
    ': a',
    'a: b',
    'a:',
    'a #b',
    '# a',
    '[a',
    '{a',
    '}',
    ']',
    ',',
  ],
  ...['&a', '*a', '!a', '!!str', '%a', '@a', '`a', '|', '>', '"a"', "'a'", '\\', '\\n'],
  ...[
    '\u0000',
    '\u0007',
    '\u007f',
    '\u0085',
    'a\u0085b',
    '\u2028',
    '\u2029',
    '\ufeffa',
    '\ud800',
    'é',
    '😀',
    '\u00a0a',
  ],
  'x'.repeat(300),
  '\n 2',
  '\n\ta',
  '\n',
];

function readBack(value: unknown): unknown[] {
  const text = printYaml(value);
  return (['1.1', '1.2'] as const).map((version) => parse(text, { version }));
}

describe('printYaml', () => {
  test.each(traps.map((trap) => [JSON.stringify(trap), trap]))('means %s to YAML 1.1 and 1.2', (_, trap) => {
    for (const value of [trap, { key: trap }, { [trap]: 1 }, [trap], { a: [{ b: trap, c: [trap] }] }])
      expect(readBack(value)).toEqual([value, value]);
  });

  test('means the same to YAML 1.1 and 1.2 for any value (law 5)', () => {
    const text = fc.oneof(
      fc.constantFrom(...traps),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...' \t\n\r:#-?[]{},&*!|>%@`"\'0127eE.+_oxyn~=<\u0085\u2028') }),
    );
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        number,
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 3 },
        ),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        for (const read of readBack(data)) expect(read).toEqual(data);
      }),
      { numRuns: 1000 },
    );
  });

  test('quotes what is not a plain string and leaves the rest plain', () => {
    expect(
      printYaml({ autovacuum: 'on', port: '5432', time: '12:30', plain: 'on time', count: 3, yes: 'no' }),
    ).toBe('autovacuum: "on"\nport: "5432"\ntime: "12:30"\nplain: on time\ncount: 3\n"yes": "no"\n');
  });

  test('escapes the line breaks that only YAML 1.1 knows', () => {
    expect(printYaml({ a: 'x\u0085y\u2028z\ufeff' })).toBe('a: "x\\u0085y\\u2028z\\ufeff"\n');
  });

  test('prints shared values twice, never an anchor, and leaves undefined out', () => {
    const shared = { a: 1 };
    expect(printYaml({ one: shared, two: shared, three: undefined })).toBe('one:\n  a: 1\ntwo:\n  a: 1\n');
  });

  test('never folds lines and keeps the order of keys', () => {
    expect(printYaml({ b: `${'word '.repeat(60)}end`, a: 1 }).split('\n')).toHaveLength(3);
  });
});
