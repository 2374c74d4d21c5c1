import type { CheckResult } from './check-result.ts';

/** Rules that could not be judged, a text for each reason: `unknown, not passed (2 rules; they need an environment file): a/b, c/d`. */
export function describeUnjudged({ unjudged }: Pick<CheckResult, 'unjudged'>): string[] {
  return [...new Set(unjudged.map(({ reason }) => reason))].map((reason) => {
    const rules = unjudged.filter((entry) => entry.reason === reason).map(({ rule }) => rule);
    const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
    return `unknown, not passed (${count}; ${reason}): ${rules.join(', ')}`;
  });
}
