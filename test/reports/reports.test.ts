import { describe, expect, test } from 'vitest';
import type { Finding } from '../../generator/checks/rule.ts';
import type { CheckResult } from '../../generator/reports/check-result.ts';
import { exitCodeFor } from '../../generator/reports/exit-code-for.ts';
import { type JsonReport, printJsonReport } from '../../generator/reports/print-json-report.ts';
import { printTextReport } from '../../generator/reports/print-text-report.ts';
import { wrapText } from '../../generator/reports/wrap-text.ts';

const finding: Finding = {
  rule: 'postgres/pool-mode',
  severity: 'error',
  result: 'fail',
  environment: 'production',
  message:
    'poolMode is transaction: what Synapse sets once per connection is lost or leaks to other processes between transactions. Set it to session.',
  resource: 'Pooler.postgresql.cnpg.io matrix/synapse-pooler-rw',
  component: 'postgres',
  path: ['spec', 'pgbouncer', 'poolMode'],
  file: 'base/postgres/pooler.yaml',
  line: 12,
  setting: { key: 'postgres.pooler', file: 'environments/production.yaml', line: 40 },
  related: [{ resource: 'Service a/b', file: 'base/a/b.yaml', line: 3, message: 'named here' }],
};
const doubt: Finding = {
  ...finding,
  rule: 'edge/sync-timeout',
  severity: 'warning',
  result: 'unknown',
  file: 'base/edge/route.yaml',
  message: 'who knows',
  related: [],
};
const accepted: Finding = {
  ...finding,
  line: 99,
  accepted: { reason: 'replaced in June', until: '2027-06-30' },
};

function result(findings: readonly Finding[], changes: Partial<CheckResult> = {}): CheckResult {
  return {
    environments: [
      { name: 'dev', resources: 60, components: ['postgres'] },
      { name: 'production', resources: 80, components: ['postgres'] },
    ],
    findings,
    rules: [
      { rule: 'postgres/pool-mode', subjects: 2, failed: 1, unknown: 0, environments: 2 },
      { rule: 'edge/certificate', subjects: 0, failed: 0, unknown: 0, environments: 0 },
    ],
    problems: [],
    partial: [],
    unjudged: [],
    milliseconds: 1234.5,
    ...changes,
  };
}
const problem = { rule: 'edge/certificate', environment: 'dev', message: 'checked nothing' };

describe('exitCodeFor', () => {
  test.each([
    ['nothing found', result([]), 'error', 0],
    ['an error', result([finding]), 'error', 1],
    ['an accepted error', result([accepted]), 'error', 0],
    ['a warning below the threshold', result([doubt]), 'error', 0],
    ['a warning at the threshold', result([doubt]), 'warning', 1],
    ['an error above the threshold', result([finding]), 'info', 1],
    ['a rule that did nothing', result([finding], { problems: [problem] }), 'error', 3],
    ['no rule looked at anything', result([], { rules: [] }), 'error', 3],
  ] as const)('%s', (_, given, threshold, code) => {
    expect(exitCodeFor(given, threshold)).toBe(code);
  });
});

describe('the text report', () => {
  test('has the verdict, findings by file, accepted ones and counts', () => {
    expect(
      printTextReport(result([finding, accepted, doubt])),
    ).toBe(`FAILED: 1 error, 1 warning; 1 at or above "error"

base/postgres/pooler.yaml
  base/postgres/pooler.yaml:12  error  postgres/pool-mode
    Pooler.postgresql.cnpg.io matrix/synapse-pooler-rw (production)
    poolMode is transaction: what Synapse sets once per connection is lost or leaks to other
    processes between transactions. Set it to session.
    see base/a/b.yaml:3: named here
    setting: environments/production.yaml:40 postgres.pooler

base/edge/route.yaml
  base/edge/route.yaml:12  warning (cannot be judged)  edge/sync-timeout
    Pooler.postgresql.cnpg.io matrix/synapse-pooler-rw (production)
    who knows
    setting: environments/production.yaml:40 postgres.pooler

Reasons and remedies of a rule: npm run explain -- <rule>

accepted:
  base/postgres/pooler.yaml:99 postgres/pool-mode Pooler.postgresql.cnpg.io matrix/synapse-pooler-rw, until 2027-06-30: replaced in June

2 environments (dev, production), 140 resources, 2 rules (1 with something to judge), 2 subjects, 1.23 s
`);
  });

  test('says PASSED only when all was looked at', () => {
    expect(printTextReport(result([]))).toMatch(/^PASSED: no findings\n/);
    expect(printTextReport(result([accepted]))).toMatch(/^PASSED: no findings\n/);
    expect(printTextReport(result([], { problems: [problem] }))).toMatch(
      /^NOT CHECKED: 1 rule did not do its work; no findings\n\nbroken edge\/certificate: checked nothing \(dev\)\n/,
    );
    expect(printTextReport(result([], { rules: [] }))).toMatch(/^NOT CHECKED: nothing was looked at/);
  });

  test('colours only when asked', () => {
    expect(printTextReport(result([finding]))).not.toContain('\u001b[');
    expect(printTextReport(result([finding]), { colour: true })).toContain('\u001b[31merror');
  });
});

test('the JSON report has its documented shape', () => {
  const report = JSON.parse(printJsonReport(result([finding]), 'warning')) as JsonReport;
  expect(Object.keys(report)).toEqual([
    'version',
    'verdict',
    'threshold',
    'environments',
    'findings',
    'rules',
    'problems',
    'unjudged',
    'partial',
    'milliseconds',
  ]);
  expect(report).toMatchObject({ version: 1, verdict: 'failed', threshold: 'warning', milliseconds: 1235 });
  expect(report.findings).toEqual([finding]);
});

test('text is wrapped at blanks; a long word stays whole', () => {
  expect(wrapText('aa bb cc', 6, ' ')).toEqual([' aa bb', ' cc']);
  expect(wrapText('a bbbbbbbbbb c', 5)).toEqual(['a', 'bbbbbbbbbb', 'c']);
  expect(wrapText('', 5)).toEqual([]);
});

test('a result without kubeconform says so, and why', () => {
  const partial = { ...result([]), partial: ['kubeconform v0.7.0 is missing: install Go'] };
  expect(printTextReport(partial)).toContain(
    'partial: objects were validated without kubeconform\n  kubeconform v0.7.0',
  );
  expect(printTextReport(result([]))).not.toContain('partial');
});
