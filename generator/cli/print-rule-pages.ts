import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, catalogueGroups } from '../checks/catalogue.ts';
import { rules } from '../checks/registry.ts';
import { printRuleIndex, printRulePage } from '../reports/print-rule-page.ts';
import { projectRoot } from '../tools/tool-versions.ts';

/** Manifests that show each rule at work; the tests judge them, so that a page cannot show what is not so. */
const fixtures = join(projectRoot, 'test/fixtures/rules');

/** The pages below `docs/rules/`: one per rule, made of its metadata and fixtures, and the index. */
export function printRulePages(): { readonly path: string; readonly text: string }[] {
  const read = (slug: string, file: string) => readFileSync(join(fixtures, slug, file), 'utf8');
  const pages = rules.map((rule) => ({
    path: `docs/rules/${rule.slug}.md`,
    text: printRulePage(rule, {
      fail: read(rule.slug, 'fail.yaml'),
      expected: read(rule.slug, 'fail.expected.txt'),
      nearMiss: read(rule.slug, 'near-miss.yaml'),
    }),
  }));
  return [
    { path: 'docs/rules/README.md', text: printRuleIndex(rules, catalogue, catalogueGroups) },
    ...pages,
  ];
}
