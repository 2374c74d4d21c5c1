import type { Finding, Severity } from '../checks/rule.ts';
import type { RuleCount, RuleProblem } from '../checks/run-rules.ts';

/** Everything that one run of `check` found out: what reports print. */
export interface CheckResult {
  readonly environments: readonly {
    readonly name: string;
    readonly resources: number;
    readonly components: readonly string[];
  }[];
  /** Sorted; accepted ones included. */
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleCount[];
  /** Rules that did not do their work. */
  readonly problems: readonly RuleProblem[];
  /** Rules that were asked and could not answer, because there is no environment file: neither passed nor failed. */
  readonly unjudged: readonly { readonly rule: string; readonly reason: string }[];
  /** Why kubeconform took no part, so that the schema check is partial; empty when it did. */
  readonly partial: readonly string[];
  readonly milliseconds: number;
}

const ranks: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** True when a finding counts at this threshold: as severe or worse, and not accepted. */
export function counts({ severity, accepted }: Finding, threshold: Severity): boolean {
  return accepted === undefined && ranks[severity] >= ranks[threshold];
}
