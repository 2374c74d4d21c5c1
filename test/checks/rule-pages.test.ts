import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { explainRule } from '../../generator/checks/explain-rule.ts';
import { rules } from '../../generator/checks/registry.ts';
import { printRuleIndex, printRulePage } from '../../generator/reports/print-rule-page.ts';
import { fixtures, root } from './judge-fixture.ts';

/** `UPDATE_EXPECTED=1` writes the pages anew. */
const update = process.env['UPDATE_EXPECTED'] === '1';
const directory = join(root, 'docs/rules');

function expectPage(file: string, text: string): void {
  const path = join(directory, file);
  if (update) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'missing', file).toBe(text);
}

test.each(rules)('docs/rules/$slug.md is up to date', (rule) => {
  const read = (file: string) => readFileSync(join(root, fixtures, rule.slug, file), 'utf8');
  const examples = {
    fail: read('fail.yaml'),
    expected: read('fail.expected.txt'),
    nearMiss: read('near-miss.yaml'),
  };
  expectPage(`${rule.slug}.md`, printRulePage(rule, examples));
  expect(explainRule(rule.slug, root)).toContain(rule.why);
});

test('the index lists every rule, and no page is without one', () => {
  expectPage('README.md', printRuleIndex(rules));
  const pages = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => name.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual(rules.map(({ slug }) => slug).sort());
});

test('acceptances are explained, unknown rules are not', () => {
  expect(explainRule('accept/expired', root)).toContain('until');
  expect(explainRule('accept/unused', root)).toContain('matches no finding');
  expect(explainRule('postgres/typo', root)).toBeUndefined();
});
