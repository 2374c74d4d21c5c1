import { createHash } from 'node:crypto';
import type { Severity } from '../../checks/rule.ts';
import type { CheckResult } from '../check-result.ts';
import { describeUnjudged } from '../describe-unjudged.ts';
import { describeTracked, trackFindings } from '../fingerprint-findings.ts';

/** Severities that GitLab knows: info, minor, major, critical, blocker. */
const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', info: 'info' };

/**
 * A code quality report for GitLab (docs.gitlab.com, Code Quality, Implement a custom tool). Rules that could not be judged are issues of
 * no weight about the directory: the format knows nothing without a place.
 */
export function printGitlab(result: CheckResult): string {
  const issues = trackFindings(result.findings).map((entry) => ({
    description: describeTracked(entry),
    check_name: entry.finding.rule,
    fingerprint: entry.fingerprint,
    severity: severities[entry.finding.severity],
    location: { path: entry.finding.file, lines: { begin: entry.finding.line } },
  }));
  const unknown = describeUnjudged(result).map((description) => ({
    description,
    check_name: 'check/unknown',
    fingerprint: createHash('sha256').update(description).digest('hex').slice(0, 32),
    severity: severities.info,
    location: { path: '.', lines: { begin: 1 } },
  }));
  return `${JSON.stringify([...issues, ...unknown], undefined, 2)}\n`;
}
