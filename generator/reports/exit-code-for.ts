import type { Severity } from '../checks/rule.ts';
import { type CheckResult, counts } from './check-result.ts';

/**
 * What `check` tells the shell: 3 when something that should have been checked was not, 1 when a finding counts at the threshold,
 * else 0. Finding nothing because nothing was there to look at is never 0.
 */
export function exitCodeFor(result: CheckResult, threshold: Severity): 0 | 1 | 3 {
  const subjects = result.rules.reduce((sum, rule) => sum + rule.subjects, 0);
  if (result.problems.length > 0 || subjects === 0) return 3;
  return result.findings.some((finding) => counts(finding, threshold)) ? 1 : 0;
}
