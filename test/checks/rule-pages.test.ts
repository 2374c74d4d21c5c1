import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainRule } from '../../generator/checks/explain-rule.ts';
import { rules } from '../../generator/checks/registry.ts';
import { printRulePages } from '../../generator/cli/print-rule-pages.ts';
import { root } from './judge-fixture.ts';

const pages = printRulePages();

test('every rule has a page, and the index names it', () => {
  const index = pages.find(({ path }) => path === 'docs/rules/README.md')?.text;
  for (const { slug } of rules) {
    expect(pages.map(({ path }) => path)).toContain(`docs/rules/${slug}.md`);
    expect(index).toContain(`[${slug}](${slug}.md)`);
  }
});

test.each(pages)('$path is what the generator writes', ({ path, text }) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});

test.each(rules)('explain $slug says why it matters and how it looks when it fails', (rule) => {
  const page = explainRule(rule.slug, root);
  expect(page).toContain(rule.why);
  expect(page).toContain(rule.fix);
});

test('what the gate finds around the rules is explained, unknown rules are not', () => {
  expect(explainRule('accept/expired', root)).toContain('until');
  expect(explainRule('accept/unused', root)).toContain('matches no finding');
  expect(explainRule('tree/stale', root)).toContain('npm run generate');
  expect(explainRule('postgres/typo', root)).toBeUndefined();
});
