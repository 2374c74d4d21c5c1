import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv04 from 'ajv-draft-04';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../generator/checks/rule.ts';
import { ruleTexts } from '../../generator/checks/rule-texts.ts';
import type { CheckResult } from '../../generator/reports/check-result.ts';
import { trackFindings } from '../../generator/reports/fingerprint-findings.ts';
import { type ReportFormat, reportFormats } from '../../generator/reports/report-formats.ts';
import type { ReportOptions } from '../../generator/reports/report-options.ts';

const finding: Finding = {
  rule: 'postgres/pool-mode',
  severity: 'error',
  result: 'fail',
  environment: 'production',
  message: 'poolMode is <transaction>: 100% of "it", a & b.\nSet it to session.',
  resource: 'Pooler.postgresql.cnpg.io matrix/synapse-pooler-rw',
  component: 'postgres',
  path: ['spec', 'pgbouncer', 'poolMode'],
  file: 'base/a,b:c/pooler 1.yaml',
  line: 3,
  setting: { key: 'postgres.pooler', file: 'environments/production.yaml', line: 40 },
  related: [{ resource: 'Service a/b', file: 'base/a/b.yaml', line: 3, message: 'named here' }],
};
const accepted: Finding = { ...finding, line: 99, accepted: { reason: 'replaced', until: '2027-06-30' } };
const note: Finding = { ...finding, rule: 'edge/certificate', severity: 'info', related: [], line: 1 };

function result(findings: readonly Finding[], changes: Partial<CheckResult> = {}): CheckResult {
  return {
    environments: [{ name: 'production', resources: 80, components: ['postgres'] }],
    findings,
    rules: [
      { rule: 'postgres/pool-mode', subjects: 2, failed: 1, unknown: 0, environments: 2 },
      { rule: 'edge/certificate', subjects: 0, failed: 0, unknown: 0, environments: 0 },
    ],
    problems: [],
    unjudged: [],
    partial: [],
    milliseconds: 1234.5,
    ...changes,
  };
}

function print(format: ReportFormat, given: CheckResult, threshold: ReportOptions['threshold'] = 'error') {
  return reportFormats[format](given, {
    threshold,
    colour: false,
    ruleTexts,
    readLine: (_, line) => (line === 3 ? '    poolMode: transaction' : undefined),
  });
}

describe('fingerprints', () => {
  const fingerprints = (findings: readonly Finding[]) =>
    trackFindings(findings).map(({ fingerprint }) => fingerprint);

  test('survive another line, other words and another environment beside', () => {
    const [before] = fingerprints([finding]);
    expect(fingerprints([{ ...finding, line: 77, message: 'poolMode is 3' }])).toEqual([before]);
    expect(fingerprints([finding, { ...finding, environment: 'staging' }])).toEqual([before]);
  });

  test('differ by rule, file, object, field, and by number where all are the same', () => {
    const all = fingerprints([
      finding,
      { ...finding, rule: 'postgres/memory' },
      { ...finding, file: 'base/other.yaml' },
      { ...finding, resource: 'Pooler a/b' },
      { ...finding, path: [] },
      { ...finding, message: 'a second mistake in the same field' },
    ]);
    expect(new Set(all).size).toBe(6);
  });

  test('say in which environments a line is wrong', () => {
    expect(trackFindings([finding, { ...finding, environment: 'staging' }])).toMatchObject([
      { environments: ['production', 'staging'] },
    ]);
  });
});

describe('SARIF', () => {
  const schemaFile = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  // The formats of the schema (uri, date-time) are not what is doubted here.
  const ajv = new Ajv04.default({
    strict: false,
    validateFormats: false,
    unicodeRegExp: false,
    allErrors: true,
  });
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);
  const problem = { rule: 'edge/certificate', environment: 'dev', message: 'checked nothing' };

  test.each([
    ['findings', result([finding, accepted, note])],
    ['nothing', result([])],
    ['a broken rule', result([], { problems: [problem] })],
    ['a rule without a text', result([{ ...finding, rule: 'gone/away' }])],
  ])('with %s fits the official schema and names no rule that it does not describe', (_, given) => {
    const log = JSON.parse(print('sarif', given));
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    const { rules } = log.runs[0].tool.driver;
    for (const { ruleId, ruleIndex } of log.runs[0].results) expect(rules[ruleIndex].id).toBe(ruleId);
  });

  test('the schema refuses what is no SARIF', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  test('points at the line, from its first character to its last, and at the other ends', () => {
    const [run] = JSON.parse(print('sarif', result([finding, accepted]))).runs;
    expect(run.results).toHaveLength(1);
    expect(run.results[0]).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'base/a%2Cb%3Ac/pooler%201.yaml' },
            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 26 },
          },
        },
      ],
      relatedLocations: [
        { id: 1, message: { text: 'Service a/b: named here' } },
        { id: 2, message: { text: 'setting postgres.pooler' } },
      ],
    });
    expect(run.results[0].partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{32}:1$/);
    expect(run.results[0].suppressions).toBeUndefined();
    expect(run.properties.accepted).toMatchObject([{ reason: 'replaced', until: '2027-06-30' }]);
    expect(run.automationDetails.id).toMatch(/\/$/);
  });

  test('keeps the limits of GitHub: no empty text, descriptions and tags short enough', () => {
    const { rules } = JSON.parse(print('sarif', result([finding, note]))).runs[0].tool.driver;
    expect(rules.length).toBe(ruleTexts.length);
    for (const { shortDescription, fullDescription, help, properties } of rules) {
      for (const text of [shortDescription.text, fullDescription.text]) {
        expect(text.trim()).not.toBe('');
        expect(text.length).toBeLessThanOrEqual(1024);
      }
      expect(help.text.trim()).not.toBe('');
      expect(properties.tags.length).toBeLessThanOrEqual(20);
      expect(['error', 'warning', 'recommendation']).toContain(properties['problem.severity']);
    }
  });
});

describe('GitHub annotations', () => {
  test('escape data and properties', () => {
    expect(print('github', result([finding]))).toBe(
      '::error file=base/a%2Cb%3Ac/pooler 1.yaml,line=3,title=postgres/pool-mode::' +
        'poolMode is <transaction>: 100%25 of "it", a & b.%0ASet it to session. (Pooler.postgresql.cnpg.io matrix/synapse-pooler-rw; production)\n',
    );
  });

  test('keep within ten of a severity, and say what was left out', () => {
    const many = (count: number) => Array.from({ length: count }, (_, line) => ({ ...finding, line }));
    expect(print('github', result(many(10))).split('\n')).toHaveLength(11);
    const lines = print('github', result([...many(14), note, accepted]))
      .trim()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines[9]).toBe('::error title=matrix-gitops::5 more of this severity: see the log of this step');
    expect(lines.filter((line) => line.startsWith('::notice '))).toHaveLength(1);
    expect(lines).toHaveLength(11);
  });
});

test('GitLab code quality has the fields and severities that GitLab knows', () => {
  const issues = JSON.parse(print('gitlab', result([finding, note, accepted])));
  expect(issues).toMatchObject([
    {
      check_name: 'postgres/pool-mode',
      severity: 'critical',
      location: { path: 'base/a,b:c/pooler 1.yaml', lines: { begin: 3 } },
    },
    { check_name: 'edge/certificate', severity: 'info' },
  ]);
  for (const { description, fingerprint } of issues) {
    expect(description).toContain('production');
    expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
  }
});

describe('JUnit', () => {
  test('has a case for each rule: failed, skipped, broken, quiet', () => {
    const problems = [{ rule: 'cache/quorum', environment: 'dev', message: 'checked nothing' }];
    const xml = print('junit', result([finding, { ...accepted, rule: 'cache/shared' }, note], { problems }));
    expect(xml).toContain(
      '<testsuites name="matrix-gitops" tests="4" failures="1" errors="1" skipped="1" time="1.234">',
    );
    expect(xml).toContain('<testsuite name="cache" tests="2" failures="0" errors="1" skipped="0">');
    expect(xml).toContain('<failure message="1 of 2">base/a,b:c/pooler 1.yaml:3: error: ');
    expect(xml).toContain('&lt;transaction&gt;: 100% of &quot;it&quot;, a &amp; b.');
    expect(xml).toContain('<skipped message="nothing to judge"/>');
    expect(xml).toContain('accepted until 2027-06-30 (replaced)');
  });

  test('has nothing that XML forbids', () => {
    const xml = print('junit', result([{ ...finding, message: 'bell\u0007 and half \ud800 a pair' }]));
    expect(xml).toContain('bell� and half � a pair');
  });

  test('a threshold decides what fails', () => {
    expect(print('junit', result([note]))).toContain('failures="0"');
    expect(print('junit', result([note]), 'info')).toContain('failures="1"');
  });
});

test('rules that could not be judged are named in every report', () => {
  const unjudged = [{ rule: 'edge/certificate', reason: 'there is no environment file' }];
  expect(print('text', result([], { unjudged }))).toContain(
    'unknown, not passed (1 rule; there is no environment file): edge/certificate',
  );
  expect(print('junit', result([], { unjudged }))).toContain(
    '<skipped message="there is no environment file"/>',
  );
  expect(JSON.parse(print('sarif', result([], { unjudged }))).runs[0].properties.unjudged).toEqual(unjudged);
  expect(JSON.parse(print('json', result([], { unjudged }))).unjudged).toEqual(unjudged);
  const text = 'unknown, not passed (1 rule; there is no environment file): edge/certificate';
  expect(print('github', result([], { unjudged }))).toBe(`::notice title=matrix-gitops::${text}\n`);
  expect(JSON.parse(print('gitlab', result([], { unjudged })))).toMatchObject([
    { description: text, severity: 'info', location: { path: '.', lines: { begin: 1 } } },
  ]);
});
