import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatIssues } from '../../generator/environment/format-issue.ts';
import { type EnvironmentIssueCode, issueTitles } from '../../generator/environment/issue.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { fixtures, loadFixture, withRoot } from './load-fixture.ts';

const folder = join(fixtures, 'invalid');
const names = readdirSync(folder)
  .filter((name) => !name.endsWith('.expected.txt'))
  .map((name) => ({ name, id: name.replace(/\.yaml$/, '') }));

interface BuiltCase {
  readonly code: EnvironmentIssueCode;
  readonly what: string;
  readonly build: (folder: string) => void;
  readonly text: string;
}

/** What a committed file cannot express. */
const built: readonly BuiltCase[] = [
  {
    code: 'bad-sealed-secret',
    what: 'a Secret that nobody sealed, something else, and one that is there twice',
    build: (path) => {
      const sample = join(import.meta.dirname, '../../environments/design-2025.yaml');
      const text = readFileSync(sample, 'utf8').replace('name: design-2025', 'name: production');
      writeFileSync(join(path, 'production.yaml'), text);
      mkdirSync(join(path, 'sealed'));
      const sealed =
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: a, namespace: b }\n' +
        'spec: { encryptedData: { k: aGk= }, template: { metadata: {} } }\n';
      const plain =
        'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\nstringData: { k: hunter2 }\n';
      const documents = [
        sealed,
        plain,
        sealed,
        sealed.replace('aGk=', 'hunter2!').replace('name: a', 'name: c'),
        sealed.replace('namespace: b', 'namespace: argocd'),
      ];
      writeFileSync(join(path, 'sealed/production.yaml'), documents.join('---\n'));
    },
    text: [
      'environments/sealed/production.yaml:6:1 bad-sealed-secret  a Secret in the clear stands here: seal it, and replace its values, they are known now',
      'environments/sealed/production.yaml:11:1 bad-sealed-secret  b/a is sealed twice in this file; which one is right?',
      'environments/sealed/production.yaml:16:1 bad-sealed-secret  this is no SealedSecret; wrong: spec.encryptedData.k',
      'environments/sealed/production.yaml:21:1 bad-sealed-secret  argocd/a is for Argo CD, which needs it before the controller is there: create that Secret yourself',
    ]
      .map((line) => `${line}\n  expected: documents that \`npm run secrets -- seal\` prints`)
      .join('\n\n'),
  },
  {
    code: 'not-a-file',
    what: 'a directory',
    build: (path) => mkdirSync(join(path, 'production.yaml')),
    text: 'environments/production.yaml not-a-file  this is a directory\n  expected: a YAML file',
  },
  {
    code: 'not-a-file',
    what: 'a dangling link',
    build: (path) => symlinkSync('nowhere.yaml', join(path, 'production.yaml')),
    text: 'environments/production.yaml not-a-file  there is no file here, or it is a link that leads nowhere',
  },
  {
    code: 'not-a-file',
    what: 'a link to itself',
    build: (path) => symlinkSync('production.yaml', join(path, 'production.yaml')),
    text: 'environments/production.yaml not-a-file  the file cannot be read (ELOOP)',
  },
  {
    code: 'too-large',
    what: '10 MB',
    build: (path) => writeFileSync(join(path, 'production.yaml'), '#'.repeat(10_000_000)),
    text: 'environments/production.yaml too-large  the file has 9766 KiB\n  expected: at most 256 KiB',
  },
  {
    code: 'not-utf8',
    what: 'Latin-1',
    build: (path) =>
      writeFileSync(join(path, 'production.yaml'), Buffer.from('name: a\nx: caf\xe9\n', 'latin1')),
    text: 'environments/production.yaml:2:1 not-utf8  line 2 holds bytes that are not UTF-8\n  expected: UTF-8 text',
  },
  {
    code: 'not-utf8',
    what: 'UTF-16',
    build: (path) => writeFileSync(join(path, 'production.yaml'), Buffer.from('\ufeffname: a\n', 'utf16le')),
    text: 'environments/production.yaml not-utf8  the file looks like UTF-16\n  expected: UTF-8 text',
  },
  {
    code: 'no-environments',
    what: 'an empty folder',
    build: () => undefined,
    text: 'environments no-environments  the folder holds no *.yaml file\n  expected: a file such as environments/production.yaml',
  },
  {
    code: 'no-environments',
    what: 'no folder',
    build: (path) => rmSync(path, { recursive: true }),
    text: 'environments no-environments  there is no such folder\n  expected: a file such as environments/production.yaml',
  },
];

describe('invalid environment files', () => {
  test.each(names)('$id', ({ name, id }) => {
    const { issues } = loadFixture(join('invalid', name), 'fixture.yaml');
    const text = formatIssues(issues ?? [], { colour: false });
    expect(text).toBe(readFileSync(join(folder, `${id}.expected.txt`), 'utf8'));
    expect(new Set(issues?.map(({ code }) => code))).toEqual(new Set([id.split('.')[0]]));
  });

  test.each(built)('$code: $what', ({ code, build, text }) => {
    withRoot((root, path) => {
      build(path);
      const { issues } = loadEnvironments(root);
      expect(new Set(issues?.map((issue) => issue.code))).toEqual(new Set([code]));
      const mistakes = issues?.length === 1 ? '1 mistake' : `${issues?.length} mistakes`;
      expect(formatIssues(issues ?? [], { colour: false })).toBe(`${text}\n\n${mistakes} in 1 file\n`);
    });
  });

  test('every code has a fixture, and every expectation belongs to one', () => {
    const covered = [...names.map(({ id }) => id.split('.')[0]), ...built.map(({ code }) => code)];
    expect(new Set(covered)).toEqual(new Set(Object.keys(issueTitles)));
    const expectations = readdirSync(folder).filter((name) => name.endsWith('.expected.txt'));
    expect(expectations.sort()).toEqual(names.map(({ id }) => `${id}.expected.txt`).sort());
  });

  test('no text of the validation library reaches people', () => {
    const texts = names.map(({ id }) => readFileSync(join(folder, `${id}.expected.txt`), 'utf8')).join('\n');
    expect(texts).not.toMatch(/Invalid|Too (big|small)|Unrecognized|received|>=|<=|undefined|\[object/);
  });

  test('reports all mistakes of a file at once, each at its place', () => {
    const { issues = [] } = loadFixture('many-mistakes.yaml', 'production.yaml');
    const text = formatIssues(issues, { colour: false });
    expect(text).toBe(readFileSync(join(fixtures, 'many-mistakes.expected.txt'), 'utf8'));
    expect(new Set(issues.map(({ code }) => code)).size).toBeGreaterThan(15);
    expect(issues.map(({ line }) => line)).toEqual(issues.map(({ line }) => line).toSorted((a, b) => a - b));
    expect(text).not.toContain('hunter2');
  });
});
