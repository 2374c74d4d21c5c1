import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIssues } from '../../generator/environment/format-issue.ts';
import { issueTitles } from '../../generator/environment/issue.ts';
import { loadEnvironment } from '../../generator/environment/load-environments.ts';
import { fixtures, knownComponents, withRoot } from './load-fixture.ts';

const texts = readdirSync(join(fixtures, 'valid')).map((name) =>
  readFileSync(join(fixtures, 'valid', name), 'utf8'),
);
const numRuns = Number(process.env['MATRIX_GITOPS_PROPERTY_RUNS'] ?? 300);

const scrap = fc.oneof(
  fc.constantFrom(
    ...[
      'null',
      '~',
      '[]',
      '{}',
      '[null]',
      '- ',
      ': ',
      '\n',
      '\t',
      '"',
      "'",
      '&a ',
      '*a',
      '!!set ',
      '? ',
      '|',
      '>-\n',
      '<<: ',
      '---\n',
      '...\n',
    ],
    ...[
      'true',
      'yes',
      '-1',
      '0x1F',
      '.inf',
      '1e400',
      '2027-01-01',
      '__proto__: 1\n',
      'constructor',
      'CHANGE_ME',
      '::',
      '1.2.3.4/0',
      '\r',
      '\u0000',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** A valid file in which pieces are replaced by scraps: a number of places that YAML or the schema did not expect. */
const damaged = fc
  .record({
    text: fc.constantFrom(...texts),
    cuts: fc.array(
      fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat({ max: 12 }), scrap }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ text, cuts }) =>
    cuts.reduce((whole, { at, length, scrap }) => {
      const start = Math.floor(at * whole.length);
      return whole.slice(0, start) + scrap + whole.slice(start + length);
    }, text),
  );

test('a damaged file is an environment or a list of mistakes that people can read, never an exception', () => {
  withRoot((root, folder) => {
    fc.assert(
      fc.property(damaged, (text) => {
        writeFileSync(join(folder, 'x.yaml'), text);
        const { issues = [] } = loadEnvironment(root, 'environments/x.yaml', { knownComponents });
        const lines = text.split('\n').length;
        for (const { code, line, column, message, snippet } of issues) {
          expect(Object.keys(issueTitles)).toContain(code);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe('');
          if (snippet !== null)
            expect(snippet.start + snippet.length).toBeLessThanOrEqual(Math.max(1, snippet.text.length + 1));
        }
        const printed = formatIssues(issues, { colour: false });
        expect(printed).not.toMatch(
          /Invalid (input|ISO|URL)|Too (big|small)|Unrecognized key|expected (string|number|object)|\[object/,
        );
        expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns },
    );
  });
});
