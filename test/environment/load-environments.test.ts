import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatIssues } from '../../generator/environment/format-issue.ts';
import { loadEnvironment, loadEnvironments } from '../../generator/environment/load-environments.ts';
import { fixtures, knownComponents, loadFixture, withRoot } from './load-fixture.ts';

const root = join(import.meta.dirname, '../..');
const valid = readdirSync(join(fixtures, 'valid'));

/** Loads one text as `environments/x.yaml`. */
function loadText(text: string | Uint8Array) {
  return withRoot((scratch, folder) => {
    writeFileSync(join(folder, 'x.yaml'), text);
    return loadEnvironment(scratch, 'environments/x.yaml');
  });
}

function codesOf(text: string): string[] {
  return [...new Set(loadText(text).issues?.map(({ code }) => code))];
}

describe('loadEnvironments', () => {
  test('loads the committed environments', () => {
    const { environments, issues } = loadEnvironments(root);
    expect(formatIssues(issues ?? [], { colour: false })).toBe('0 mistakes in 0 files\n');
    expect(environments?.map(({ environment, file }) => [environment.name, file])).toContainEqual([
      'dev',
      'environments/dev.yaml',
    ]);
  });

  test.each(valid)('loads the valid fixture %s', (name) => {
    const { issues, environments } = loadFixture(join('valid', name), name);
    expect(formatIssues(issues ?? [], { colour: false })).toMatch(/^0 mistakes/);
    expect(environments).toHaveLength(1);
  });

  test.each(valid)('%s means the same with CRLF and with a byte order mark', (name) => {
    withRoot((scratch, folder) => {
      const text = readFileSync(join(fixtures, 'valid', name), 'utf8');
      const load = (variant: string) => {
        writeFileSync(join(folder, name), variant);
        return loadEnvironment(scratch, `environments/${name}`, { knownComponents });
      };
      const plain = load(text);
      const crlf = load(text.replaceAll('\n', '\r\n'));
      const marked = load(`\ufeff${text}`);
      expect(plain.environment).toBeDefined();
      expect(crlf.environment).toEqual(plain.environment);
      expect(marked.environment).toEqual(plain.environment);
    });
  });

  test('reads only *.yaml directly in the folder, through links too', () => {
    withRoot((scratch, folder) => {
      cpSync(join(fixtures, 'valid/anchors.yaml'), join(scratch, 'elsewhere.yaml'));
      symlinkSync('../elsewhere.yaml', join(folder, 'anchors.yaml'));
      mkdirSync(join(folder, 'drafts'));
      for (const name of [
        'drafts/broken.yaml',
        'schema.json',
        'README.md',
        '.hidden.yaml',
        'old.yaml~',
        '.old.yaml.swp',
      ])
        writeFileSync(join(folder, name), ':');
      const { environments, issues } = loadEnvironments(scratch);
      expect(issues).toBeUndefined();
      expect(environments?.map(({ environment }) => environment.name)).toEqual(['anchors']);
    });
  });

  test('reports the mistakes of all files, and gives no environment then', () => {
    withRoot((scratch, folder) => {
      cpSync(join(fixtures, 'valid/anchors.yaml'), join(folder, 'anchors.yaml'));
      writeFileSync(join(folder, 'b.yaml'), 'name: [');
      writeFileSync(join(folder, 'c.yaml'), '');
      const result = loadEnvironments(scratch);
      expect(result.environments).toBeUndefined();
      expect(result.issues?.map(({ file, code }) => [file, code])).toEqual([
        ['environments/b.yaml', 'yaml-syntax'],
        ['environments/c.yaml', 'empty-file'],
      ]);
    });
  });

  test('any component may be patched when the caller knows none', () => {
    const path = 'test/fixtures/environments/invalid/unknown-patch-component.yaml';
    const { issues } = loadEnvironment(root, path);
    expect(issues?.map(({ code }) => code)).toEqual(['name-mismatch']);
  });

  test('an accepted finding whose day has passed is not a mistake of the file', () => {
    const { environments } = loadFixture('valid/full.yaml', 'full.yaml');
    expect(environments?.[0]?.environment.accept[0]?.until).toBe('2020-01-01');
  });
});

describe('hostile files', () => {
  const size = 250_000;
  test.each([
    ['flow lists', '['.repeat(size)],
    ['flow mappings', '{a: '.repeat(size / 4)],
    ['block lists on one line', `${'- '.repeat(size / 2)}a`],
    ['explicit keys', '? '.repeat(size / 2)],
    [
      'nested anchors',
      Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth)}k: &a${depth}`).join('\n'),
    ],
  ])('end with an error, not with the process: %s', (_, text) => {
    expect(codesOf(text)).toContain('too-deep');
  });

  // Seconds on a busy machine; work that grows with the square of the file takes minutes.
  test('thousands of keys, aliases and mistakes take seconds at most', { timeout: 60_000 }, () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(loadText(keys).issues).toHaveLength(20_000 + 6);
    expect(codesOf(`a: &a 1\nb: [${'*a,'.repeat(60_000)}]`)).toContain('too-many-aliases');
    const labels = `sample: false\nsynapse: { settings: { x: "${'a.'.repeat(100_000)}" } }`;
    expect(codesOf(labels)).toContain('missing-key');
  });

  test.each([
    'name: !<tag:yaml.org,2002:js/function> x',
    'name: !a!b x',
    '%TAG ! tag:x,2000:\n---\nname: !b x',
    '%YAML 1.1\n---\nname: on',
    '? [a, b]\n: c',
    '? {a: b}\n: c',
    '? |\n  long\n: c',
    'a: &a\n<<: *a',
    '&a name: *a',
    '*a : b',
    '...\n...\n',
    '--- >\n x\n--- |\n',
    '@name: x',
    '`',
    '%',
    '\u2028: \u2029',
    'name: "\\ud800"',
    'constructor: { prototype: { polluted: true } }',
    '"": ""',
    'name: {toString: 1, hasOwnProperty: 2, valueOf: 3}',
    'hosts: { toString: 1 }\nscale: { valueOf: 1 }',
    'patches: { toString: [] }',
    'synapse: { settings: { "": 1, "a b": [null, {}] } }',
    'cluster: { nodePools: { hasOwnProperty: null } }',
  ])('is refused as data: %j', (text) => {
    const { issues } = loadText(text);
    expect(issues?.length).toBeGreaterThan(0);
    expect(formatIssues(issues ?? [], { colour: false })).not.toMatch(
      /Invalid input|\[object|undefined|\n {4}at /,
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
