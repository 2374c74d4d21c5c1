import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../generator/checks/registry.ts';
import { fixtures, judgeFixture, printFindings, root } from './judge-fixture.ts';

/** `UPDATE_EXPECTED=1` writes what the rules say now; read the difference before committing it. */
const update = process.env['UPDATE_EXPECTED'] === '1';

describe.each(rules.map(({ slug }) => slug))('%s', (slug) => {
  const folder = join(fixtures, slug);

  test('refuses its failing fixture with these words', () => {
    const printed = printFindings(judgeFixture(join(folder, 'fail.yaml'), slug).findings);
    const expected = join(root, folder, 'fail.expected.txt');
    if (update) writeFileSync(expected, printed);
    expect(printed.trim()).not.toBe('');
    expect(printed).toBe(readFileSync(expected, 'utf8'));
  });

  test('lets the near miss pass, having looked at it', () => {
    const { findings, subjects } = judgeFixture(join(folder, 'near-miss.yaml'), slug);
    expect(printFindings(findings).trim()).toBe('');
    expect(subjects).toBeGreaterThan(0);
  });
});

test('every fixture folder belongs to a rule, and every rule has one', () => {
  const folders = readdirSync(join(root, fixtures), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(root, fixtures, name)).map((rule) => `${name}/${rule}`));
  expect(folders.sort()).toEqual(rules.map(({ slug }) => slug).sort());
  for (const folder of folders) {
    for (const file of ['fail.yaml', 'fail.expected.txt', 'near-miss.yaml'])
      expect(existsSync(join(root, fixtures, folder, file)), `${folder}/${file}`).toBe(true);
  }
});

test('slugs are unique, and metadata says something', () => {
  expect(new Set(rules.map(({ slug }) => slug)).size).toBe(rules.length);
  for (const { slug, title, why, fix, references } of rules) {
    expect(slug).toMatch(/^[a-z-]+\/[a-z-]+$/);
    for (const text of [title, why, fix]) expect(text.length, slug).toBeGreaterThan(20);
    expect(references.length, slug).toBeGreaterThan(0);
  }
});
