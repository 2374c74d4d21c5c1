import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptSlugs } from './accept-findings.ts';
import { rules } from './registry.ts';

const acceptTexts: Readonly<Record<string, string>> = {
  [acceptSlugs.expired]:
    'An entry of `accept` in the environment file has passed its last day (`until`), so the finding that it accepted counts again. Mend the cause, or decide anew and move the date.',
  [acceptSlugs.unused]:
    'An entry of `accept` in the environment file matches no finding. It would hide a new mistake without anybody deciding so: remove it, or correct its `resource`.',
};

/**
 * Page of a rule, as it stands in `docs/rules/`; undefined when there is no such rule.
 *
 * @throws Error when the page is missing.
 */
export function explainRule(slug: string, root: string): string | undefined {
  const text = acceptTexts[slug];
  if (text !== undefined) return `# ${slug}\n\n${text}\n`;
  if (!rules.some((rule) => rule.slug === slug)) return undefined;
  return readFileSync(join(root, 'docs/rules', `${slug}.md`), 'utf8');
}
