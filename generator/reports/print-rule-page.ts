import type { CatalogueRow } from '../checks/catalogue.ts';
import type { Rule } from '../checks/rule.ts';

/** Manifests that show a rule at work. */
export interface RuleExamples {
  /** Manifests that the rule refuses. */
  readonly fail: string;
  /** What it says about them. */
  readonly expected: string;
  /** Manifests that look alike and are right. */
  readonly nearMiss: string;
}

/** Page of one rule in Markdown: what, why, how to mend it, how to live with it. */
export function printRulePage(rule: Rule, { fail, expected, nearMiss }: RuleExamples): string {
  const scope =
    rule.components.length === 0
      ? 'Judges every environment.'
      : `Judges environments with ${rule.components.map((name) => `\`${name}\``).join(' or ')}.`;
  return [
    `# ${rule.slug}`,
    `<!-- Generated from the rule's metadata and fixtures; see CONTRIBUTING.md. -->`,
    `**${rule.title}.** Severity: ${rule.severity}. ${scope}`,
    '## Why',
    rule.why,
    '## How to fix',
    rule.fix,
    '## Refused',
    fence('yaml', fail),
    fence('text', expected),
    '## Allowed, though it looks alike',
    fence('yaml', nearMiss),
    '## How to accept it',
    'Where the risk is known and temporary, say so in the environment file. After the last day the finding counts again.',
    fence(
      'yaml',
      [
        'accept:',
        `  - rule: ${rule.slug}`,
        '    resource: <as the finding names it>',
        '    reason: <why this is acceptable, for the next reader>',
        '    until: <last day, such as 2027-06-30>',
      ].join('\n'),
    ),
    '## References',
    rule.references.map((reference) => `- ${reference}`).join('\n'),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** Table of all rules in Markdown: `docs/rules/README.md`. */
export function printRuleIndex(
  rules: readonly Rule[],
  catalogue: readonly CatalogueRow[],
  groups: Readonly<Record<string, string>>,
): string {
  return [
    '# Rules',
    '',
    '<!-- Generated from the rules; see CONTRIBUTING.md. -->',
    '',
    '| rule | severity | what holds |',
    '|---|---|---|',
    ...rules.map(({ slug, severity, title }) => `| [${slug}](${slug}.md) | ${severity} | ${title} |`),
    '',
    ...printCatalogue(rules, catalogue, groups),
  ].join('\n');
}

function printCatalogue(
  rules: readonly Rule[],
  catalogue: readonly CatalogueRow[],
  groups: Readonly<Record<string, string>>,
): string[] {
  const link = (slug: string) =>
    rules.some((rule) => rule.slug === slug) ? `[${slug}](${slug}.md)` : `\`${slug}\``;
  const answered = catalogue.filter((row) => row.rules.length > 0).length;
  return [
    '## What other checkers check',
    '',
    `${catalogue.length} checks of others, and some that nobody has; ${answered} have a rule here, the others a reason.`,
    '',
    ...Object.entries(groups).flatMap(([letter, title]) => [
      `### ${title}`,
      '',
      '| id | verifies | rule, or why there is none |',
      '|---|---|---|',
      ...catalogue
        .filter(({ id }) => id.startsWith(letter))
        .map((row) => `| ${row.id} | ${row.what} | ${row.reason ?? row.rules.map(link).join(', ')} |`),
      '',
    ]),
  ];
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}
