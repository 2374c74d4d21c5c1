import type { Severity } from '../../checks/rule.ts';
import type { CheckResult } from '../check-result.ts';
import { describeTracked, trackFindings } from '../fingerprint-findings.ts';

/** Severities that GitLab knows: info, minor, major, critical, blocker. */
const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', info: 'info' };

/** A code quality report for GitLab (docs.gitlab.com, Code Quality, Implement a custom tool). */
export function printGitlab(result: CheckResult): string {
  const issues = trackFindings(result.findings).map((entry) => ({
    description: describeTracked(entry),
    check_name: entry.finding.rule,
    fingerprint: entry.fingerprint,
    severity: severities[entry.finding.severity],
    location: { path: entry.finding.file, lines: { begin: entry.finding.line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
