import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { escapeText, formatIssue, formatIssues } from '../../generator/environment/format-issue.ts';
import type { EnvironmentIssue } from '../../generator/environment/issue.ts';

/** An issue whose wrong part is between « and ». */
function makeIssue(marked: string, rest: Partial<EnvironmentIssue> = {}): EnvironmentIssue {
  const start = marked.indexOf('«');
  const length = marked.indexOf('»') - start - 1;
  const snippet = { text: marked.replace(/[«»]/g, ''), start, length };
  const place = { file: 'environments/x.yaml', line: 12, column: start + 1, path: 'hots' };
  return { code: 'unknown-key', message: 'no', ...place, snippet, ...rest };
}

function draw(marked: string): string[] {
  return formatIssue(makeIssue(marked), { colour: false }).split('\n').slice(1);
}

describe('formatIssue', () => {
  test('prints place, code, message, line, caret, expectation and suggestion', () => {
    const issue = makeIssue('«hots»:', {
      message: '"hots" is not a setting here',
      expected: 'one of a, b',
      suggestion: 'hosts',
    });
    expect(formatIssue(issue, { colour: false })).toBe(
      [
        'environments/x.yaml:12:1 unknown-key  "hots" is not a setting here',
        '  12 | hots:',
        '     | ^^^^',
        '  expected: one of a, b',
        '  did you mean hosts?',
      ].join('\n'),
    );
  });

  test('puts the caret right after tabs, wide characters, marks and emoji', () => {
    expect(draw('\tkey: «x»')).toEqual(['  12 |     key: x', '     |          ^']);
    expect(draw('名前: «値段»')).toEqual(['  12 | 名前: 値段', '     |       ^^^^']);
    expect(draw('e\u0301: «x»')).toEqual(['  12 | e\u0301: x', '     |    ^']);
    expect(draw('😀: «x»')).toEqual(['  12 | 😀: x', '     |     ^']);
  });

  test('cuts long lines around the mistake', () => {
    const [line = '', carets = ''] = draw(`${'a'.repeat(5_000)}«wrong»${'b'.repeat(5_000)}`);
    expect(line.length).toBeLessThan(120);
    expect(line).toMatch(/^ {2}12 \| …a+wrongb+…$/);
    expect(carets.indexOf('^')).toBe(line.indexOf('w'));
    expect(carets).toMatch(/\| +\^{5}$/);
    const [, under = ''] = draw(`«${'x'.repeat(5_000)}»`);
    expect(under.length).toBeLessThan(120);
    const [late = '', lateCarets = ''] = draw(`${'a'.repeat(200)}: «x»`);
    expect(lateCarets.indexOf('^')).toBe(late.indexOf('x'));
    expect(late.endsWith(': x')).toBe(true);
  });

  test('text of the file cannot reach the terminal as a command', () => {
    const hostile = '\u001b[31m\u0007\u009b2J\u202e\u200b\r\n\u2028';
    const issue = makeIssue(`«${hostile}»`, {
      message: hostile,
      expected: hostile,
      suggestion: hostile,
      file: hostile,
    });
    for (const colour of [false, picocolors.createColors(true)] as const) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the printer itself are taken away first
      const text = formatIssue(issue, { colour }).replace(/\u001b\[\d+m/g, '');
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
      expect(text).toContain('\\x1b[31m\\x07\\x9b2J\\u{202e}\\u{200b}\\x0d');
      expect(text.split('\n')).toHaveLength(5);
    }
    expect(escapeText('a\tb')).toBe('a b');
  });

  test('a mistake of the whole file has no line; colours only where asked for', () => {
    const issue = makeIssue('«»', {
      snippet: null,
      line: 1,
      column: 1,
      code: 'empty-file',
      message: 'the file is empty',
    });
    expect(formatIssue(issue, { colour: false })).toBe('environments/x.yaml empty-file  the file is empty');
    expect(formatIssue(issue, { colour: picocolors.createColors(true) })).toContain('\u001b[31mempty-file');
  });

  test('counts mistakes and files', () => {
    const issue = makeIssue('«x»');
    expect(formatIssues([issue, issue, { ...issue, file: 'b' }], { colour: false })).toMatch(
      /\n\n3 mistakes in 2 files\n$/,
    );
    expect(formatIssues([issue], { colour: false })).toMatch(/\n\n1 mistake in 1 file\n$/);
  });
});
