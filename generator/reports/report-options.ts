import type { Severity } from '../checks/rule.ts';
import type { RuleText } from '../checks/rule-texts.ts';

/** What reports need besides the result. */
export interface ReportOptions {
  /** Findings from this severity on make the check fail. */
  readonly threshold: Severity;
  readonly colour: boolean;
  /** Every rule, and what the gate around them finds. */
  readonly ruleTexts: readonly RuleText[];
  /** Text of a line, from 1, of a file that a finding names; undefined when there is none. */
  readonly readLine: (file: string, line: number) => string | undefined;
}
