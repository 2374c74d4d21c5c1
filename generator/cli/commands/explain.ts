import { explainRule } from '../../checks/explain-rule.ts';
import { rules } from '../../checks/registry.ts';
import { exitCode } from '../exit-code.ts';
import { UsageError, type Verb } from '../verb.ts';

export interface ExplainOptions {
  readonly rule: string | undefined;
  readonly json: boolean;
}

/** Prints the page of a rule, or the list of rules. */
export const explain: Verb<ExplainOptions> = ({ root, console }, { rule: slug, json }) => {
  if (slug === undefined) {
    const list = rules.map(({ slug, severity, title }) => ({ slug, severity, title }));
    const width = Math.max(...list.map((rule) => rule.slug.length));
    console.out(
      json
        ? `${JSON.stringify({ version: 1, rules: list }, undefined, 2)}\n`
        : list
            .map(({ slug, severity, title }) => `${slug.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`)
            .join(''),
    );
    return exitCode.clean;
  }
  const page = explainRule(slug, root);
  if (page === undefined) throw new UsageError(`There is no rule "${slug}". All rules: npm run explain`);
  console.out(json ? `${JSON.stringify({ version: 1, rule: slug, page }, undefined, 2)}\n` : page);
  return exitCode.clean;
};
