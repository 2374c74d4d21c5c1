import picocolors from 'picocolors';
import type { Finding, Severity } from '../checks/rule.ts';
import { type CheckResult, counts } from './check-result.ts';
import { describeUnjudged } from './describe-unjudged.ts';
import { exitCodeFor } from './exit-code-for.ts';
import { wrapText } from './wrap-text.ts';

export interface TextReportOptions {
  /** Findings from this severity on make the check fail. Default: error */
  readonly threshold?: Severity;
  /** Default: false */
  readonly colour?: boolean;
}

const width = 100;

/** A check for a person: the verdict, findings by file, accepted ones in short, counts. */
export function printTextReport(
  result: CheckResult,
  { threshold = 'error', colour = false }: TextReportOptions = {},
): string {
  const paint = picocolors.createColors(colour);
  const severities = { error: paint.red, warning: paint.yellow, info: paint.cyan };
  const open = result.findings.filter(({ accepted }) => accepted === undefined);
  const accepted = result.findings.filter((finding) => finding.accepted !== undefined);
  const lines = [printVerdict(result, threshold, open), ''];
  if (result.partial.length > 0)
    lines.push(
      `${paint.yellow('partial')}: objects were validated without kubeconform`,
      ...result.partial.map((reason) => `  ${reason}`),
      '',
    );

  for (const { rule, environment, message } of result.problems)
    lines.push(...wrapText(`${paint.red('broken')} ${rule}: ${message} (${environment})`, width), '');

  for (const file of new Set(open.map((finding) => finding.file))) {
    lines.push(paint.bold(file));
    for (const finding of open.filter((candidate) => candidate.file === file)) {
      const { line, severity, rule, result: outcome, resource, environment, setting, related } = finding;
      const label = outcome === 'unknown' ? `${severity} (cannot be judged)` : severity;
      const subject = [resource, environment === '' ? '' : `(${environment})`]
        .filter((part) => part !== '')
        .join(' ');
      lines.push(
        `  ${file}:${line}  ${severities[severity](label)}  ${paint.bold(rule)}`,
        ...(subject === '' ? [] : [paint.dim(`    ${subject}`)]),
        ...wrapText(finding.message, width, '    '),
        ...related.map((other) => paint.dim(`    see ${other.file}:${other.line}: ${other.message}`)),
      );
      if (setting !== undefined) lines.push(`    setting: ${setting.file}:${setting.line} ${setting.key}`);
    }
    lines.push('');
  }
  if (open.length > 0) lines.push(paint.dim('Reasons and remedies of a rule: npm run explain -- <rule>'), '');
  if (accepted.length > 0) {
    lines.push('accepted:');
    for (const { file, line, rule, resource, accepted: acceptance } of accepted)
      lines.push(`  ${file}:${line} ${rule} ${resource}, until ${acceptance?.until}: ${acceptance?.reason}`);
    lines.push('');
  }
  for (const text of describeUnjudged(result)) lines.push(...wrapText(text, width), '');
  lines.push(printCounts(result), '');
  return lines.join('\n');
}

function printVerdict(result: CheckResult, threshold: Severity, open: readonly Finding[]): string {
  const tally = (['error', 'warning', 'info'] as const)
    .map((severity) => ({ severity, count: open.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity));
  const found = tally.length === 0 ? 'no findings' : tally.join(', ');
  switch (exitCodeFor(result, threshold)) {
    case 3:
      return `NOT CHECKED: ${result.problems.length > 0 ? `${plural(result.problems.length, 'rule')} did not do ${result.problems.length === 1 ? 'its' : 'their'} work` : 'nothing was looked at'}; ${found}`;
    case 1: {
      const stopping = open.filter((finding) => counts(finding, threshold)).length;
      return `FAILED: ${found}; ${stopping} at or above "${threshold}"`;
    }
    case 0:
      return `PASSED: ${found}`;
  }
}

function printCounts({ environments, rules, milliseconds }: CheckResult): string {
  const resources = environments.reduce((sum, environment) => sum + environment.resources, 0);
  const subjects = rules.reduce((sum, rule) => sum + rule.subjects, 0);
  const applied = rules.filter((rule) => rule.subjects > 0).length;
  const names = environments.map(({ name }) => name).join(', ');
  return [
    `${plural(environments.length, 'environment')} (${names})`,
    plural(resources, 'resource'),
    `${plural(rules.length, 'rule')} (${applied} with something to judge)`,
    plural(subjects, 'subject'),
    `${(milliseconds / 1000).toFixed(2)} s`,
  ].join(', ');
}

/** `1 error`, `2 errors`; `info` has no plural. */
function plural(count: number, noun: string): string {
  return count === 1 || noun === 'info' ? `${count} ${noun}` : `${count} ${noun}s`;
}
