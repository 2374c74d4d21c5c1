import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from './registry.ts';
import { gateTexts } from './rule-texts.ts';

/**
 * Page of a rule, as it stands in `docs/rules/`; undefined when there is no such rule.
 *
 * @throws Error when the page is missing.
 */
export function explainRule(slug: string, root: string): string | undefined {
  const text = gateTexts.find((candidate) => candidate.slug === slug);
  if (text !== undefined) return `# ${slug}\n\n${text.why} ${text.fix}\n`;
  if (!rules.some((rule) => rule.slug === slug)) return undefined;
  return readFileSync(join(root, 'docs/rules', `${slug}.md`), 'utf8');
}
