import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { alertsComponent } from '../../../generator/components/observability/rules/alerts.ts';
import { makeRuleGroups } from '../../../generator/components/observability/rules/rule-groups.ts';
import { runbookUrl } from '../../../generator/components/observability/rules/runbook-url.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import type { AlertCase, SeriesValues } from './alert-case.ts';
import { makeDataCases } from './data-cases.ts';
import { makeDatabaseCases } from './database-cases.ts';
import { makePlatformCases } from './platform-cases.ts';
import { makeSynapseCases } from './synapse-cases.ts';

const root = join(import.meta.dirname, '../../..');
const makers = [makeSynapseCases, makeDatabaseCases, makeDataCases, makePlatformCases];

/** Samples, each with a directory that holds its rules as promtool reads them. */
const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-rules-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const environments = (loadEnvironments(root).environments ?? []).map(({ environment }) => environment);

function rulesFile({ name }: Environment): string {
  return join(directory, name, 'rules.yaml');
}

beforeAll(() => {
  for (const environment of environments) {
    mkdirSync(join(directory, environment.name));
    const groups = alertsComponent
      .render(environment)
      .resources.flatMap((rule) => (rule as unknown as { spec: { groups: object[] } }).spec.groups);
    writeFileSync(rulesFile(environment), stringify({ groups }));
  }
});

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe('the rules of every sample', () => {
  it('are there', () => {
    expect(environments.length).toBeGreaterThanOrEqual(5);
  });

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    '%s: are rules to Prometheus',
    (_, environment) => {
      const count = makeRuleGroups(environment).reduce(
        (sum, { alerts, recordings }) => sum + alerts.length + recordings.length,
        0,
      );
      const { status, output } = promtool(
        'check',
        'rules',
        '--lint=all',
        '--lint-fatal',
        rulesFile(environment),
      );
      expect(output).toContain(`SUCCESS: ${count} rules found`);
      expect(status).toBe(0);
    },
  );
});

describe('every alert', () => {
  const production = environments.find(({ name }) => name === 'production');
  if (production === undefined) throw new Error('there is no production');
  const cases = makers.flatMap((make) => make(production));
  const alerts = makeRuleGroups(production).flatMap((group) => group.alerts);

  it('of any sample has a case, and production has every alert', () => {
    const names = environments.flatMap((environment) =>
      makeRuleGroups(environment).flatMap((group) => group.alerts.map(({ name }) => name)),
    );
    expect([...new Set(names)].sort()).toEqual(cases.map(({ alert }) => alert).sort());
    expect(alerts.map(({ name }) => name).sort()).toEqual(cases.map(({ alert }) => alert).sort());
    for (const { quiet, alert } of cases) expect(quiet.length, alert).toBeGreaterThan(0);
  });

  it.each(cases.map((test) => [test.alert, test] as const))(
    '%s fires when it should, and only then',
    (_, test) => {
      const alert = alerts.find(({ name }) => name === test.alert);
      if (alert === undefined) throw new Error(`there is no ${test.alert}`);
      const firing = {
        exp_labels: { ...test.labels, severity: alert.severity },
        exp_annotations: { summary: test.summary, runbook_url: runbookUrl(production, alert) },
      };
      const file = join(directory, `${test.alert}.yaml`);
      writeFileSync(
        file,
        stringify({
          rule_files: [rulesFile(production)],
          evaluation_interval: test.step ?? '1m',
          tests: [
            expectAlerts(test, test.fires, [firing]),
            ...test.quiet.map((series) => expectAlerts(test, series, [])),
          ],
        }),
      );
      const { status, output } = promtool('test', 'rules', file);
      expect(output).toContain('SUCCESS');
      expect(status).toBe(0);
    },
  );
});

function expectAlerts(
  { alert, at, step = '1m' }: AlertCase,
  series: SeriesValues,
  expected: readonly object[],
) {
  return {
    interval: step,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: expected }],
  };
}
