import type { Finding, Severity } from '../checks/rule.ts';
import type { RuleCount, RuleProblem } from '../checks/run-rules.ts';
import type { CheckResult } from './check-result.ts';
import { exitCodeFor } from './exit-code-for.ts';

/** What `check --json` prints. Fields are added, never renamed or removed, within one `version`. */
export interface JsonReport {
  readonly version: 1;
  /** `passed` goes with exit code 0, `failed` with 1, `not-checked` with 3. */
  readonly verdict: 'passed' | 'failed' | 'not-checked';
  readonly threshold: Severity;
  readonly environments: readonly { readonly name: string; readonly resources: number }[];
  /** Sorted by file, line and rule. Those with `accepted` do not count. */
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleCount[];
  /** Rules that did not do their work. */
  readonly problems: readonly RuleProblem[];
  /** Rules that could not be judged without an environment file. */
  readonly unjudged: CheckResult['unjudged'];
  /** Why kubeconform took no part; empty when it did. */
  readonly partial: readonly string[];
  readonly milliseconds: number;
}

const verdicts = { 0: 'passed', 1: 'failed', 3: 'not-checked' } as const;

/** A check for a program: one JSON document. */
export function printJsonReport(result: CheckResult, threshold: Severity = 'error'): string {
  const report: JsonReport = {
    version: 1,
    verdict: verdicts[exitCodeFor(result, threshold)],
    threshold,
    environments: result.environments.map(({ name, resources }) => ({ name, resources })),
    findings: result.findings,
    rules: result.rules,
    problems: result.problems,
    unjudged: result.unjudged,
    partial: result.partial,
    milliseconds: Math.round(result.milliseconds),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
