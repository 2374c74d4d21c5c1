import type { Finding } from '../../checks/rule.ts';
import { type CheckResult, counts } from '../check-result.ts';
import type { ReportOptions } from '../report-options.ts';
import { element, escapeXml } from './xml.ts';

interface TestCase {
  readonly slug: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly xml: string;
}

/**
 * JUnit XML: a suite for each rule family, a case for each rule. A case fails by findings that count at the threshold; others, and accepted
 * ones, stand in its output. A rule without anything to judge is skipped, one that did not do its work is an error.
 */
export function printJunit(result: CheckResult, options: ReportOptions): string {
  const slugs = new Set([
    ...result.rules.map(({ rule }) => rule),
    ...result.findings.map(({ rule }) => rule),
    ...result.problems.map(({ rule }) => rule),
  ]);
  const cases = [...slugs].sort().map((slug) => printCase(slug, result, options));
  const families = [...new Set(cases.map(({ slug }) => familyOf(slug)))];
  const suites = families.map((family) => {
    const members = cases.filter(({ slug }) => familyOf(slug) === family);
    return [
      `  <testsuite name="${escapeXml(family)}" ${printTotals(members)}>`,
      ...members.map(({ xml }) => xml),
      '  </testsuite>',
    ].join('\n');
  });
  const time = (result.milliseconds / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="matrix-gitops" ${printTotals(cases)} time="${time}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function familyOf(slug: string): string {
  return slug.split('/')[0] ?? '';
}

function printTotals(cases: readonly TestCase[]): string {
  const count = (outcome: TestCase['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function printCase(slug: string, result: CheckResult, { threshold }: ReportOptions): TestCase {
  const findings = result.findings.filter(({ rule }) => rule === slug);
  const failing = findings.filter((finding) => counts(finding, threshold));
  const quiet = findings.filter((finding) => !counts(finding, threshold));
  const problems = result.problems.filter(({ rule }) => rule === slug);
  const unjudged = result.unjudged.find(({ rule }) => rule === slug);
  const subjects = result.rules.find(({ rule }) => rule === slug)?.subjects ?? findings.length;
  const skip = unjudged?.reason ?? (subjects === 0 ? 'nothing to judge' : undefined);
  const body = [
    ...problems.map(({ environment, message }) => element('error', `${environment}: ${message}`)),
    ...(failing.length > 0
      ? [element('failure', `${failing.length} of ${subjects}`, failing.map(describe).join('\n'))]
      : []),
    ...(problems.length + failing.length === 0 && skip !== undefined ? [element('skipped', skip)] : []),
    ...(quiet.length > 0 ? [`<system-out>${escapeXml(quiet.map(describe).join('\n'))}</system-out>`] : []),
  ];
  const outcome =
    problems.length > 0
      ? 'error'
      : failing.length > 0
        ? 'failure'
        : skip !== undefined
          ? 'skipped'
          : 'passed';
  const open = `    <testcase classname="${escapeXml(familyOf(slug))}" name="${escapeXml(slug)}"`;
  const xml =
    body.length === 0
      ? `${open}/>`
      : [`${open}>`, ...body.map((line) => `      ${line}`), '    </testcase>'].join('\n');
  return { slug, outcome, xml };
}

function describe({ file, line, severity, resource, environment, message, accepted }: Finding): string {
  const state = accepted === undefined ? severity : `accepted until ${accepted.until} (${accepted.reason})`;
  return `${file}:${line}: ${state}: ${[resource, environment].filter((part) => part !== '').join(', ')}: ${message}`;
}
