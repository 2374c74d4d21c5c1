import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkFormats, readReports } from '../../generator/cli/write-reports.ts';
import { runCli } from './sandbox.ts';

describe('--report', () => {
  test.each([
    [[], [{ format: 'text' }]],
    [['json'], [{ format: 'json' }]],
    [['sarif=a=b.sarif'], [{ format: 'text' }, { format: 'sarif', file: 'a=b.sarif' }]],
    [
      ['text', 'github'],
      [{ format: 'text' }, { format: 'github' }],
    ],
  ])('%j', (given, wanted) => {
    expect(readReports(given, checkFormats)).toEqual(wanted);
  });

  test.each([
    [['xml'], 'there is no format "xml"'],
    [['sarif='], 'the name of the file is missing'],
    [['json', 'text'], 'json and text would mix'],
    [['json=a', 'sarif=a'], 'written to a'],
  ])('%j is refused', (given, message) => {
    expect(() => readReports(given, checkFormats)).toThrow(message);
  });
});

test('several reports of one run agree, and a component narrows what is shown', () => {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-reports-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const repository = join(import.meta.dirname, '..', '..');
  const file = (name: string) => join(directory, name);
  const reports = ['sarif', 'gitlab', 'junit', 'json'].flatMap((format) => [
    '--report',
    `${format}=${file(format)}`,
  ]);
  const { code, stdout } = runCli(repository, [
    'check',
    '--environment',
    'dev',
    '--component',
    'postgres',
    ...reports,
  ]);
  expect(stdout).toMatch(/^PASSED: no findings\n/);
  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(file('json'), 'utf8')).verdict).toBe('passed');
  expect(JSON.parse(readFileSync(file('sarif'), 'utf8')).runs[0].results).toEqual([]);
  expect(JSON.parse(readFileSync(file('gitlab'), 'utf8'))).toEqual([]);
  expect(readFileSync(file('junit'), 'utf8')).toContain('failures="0" errors="0"');

  const unknown = runCli(repository, ['check', 'dev', '--component', 'postgre']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('There is no component "postgre"');
});
