import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runbookOf } from '../../generator/components/observability/rules/rule-group.ts';
import { makeRuleGroups } from '../../generator/components/observability/rules/rule-groups.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';

const root = join(import.meta.dirname, '../..');
const alerts = new Map(
  (loadEnvironments(root).environments ?? [])
    .flatMap(({ environment }) => makeRuleGroups(environment))
    .flatMap((group) => group.alerts.map((alert) => [alert.name, alert] as const)),
);
const contents = readFileSync(join(root, 'docs/runbooks/README.md'), 'utf8');

describe('runbooks', () => {
  it('there are alerts', () => {
    expect(alerts.size).toBeGreaterThan(30);
  });

  it.each([...alerts.values()].map((alert) => [alert.name, alert] as const))(
    '%s: a page says what it means, how to look and what to do',
    (name, alert) => {
      const file = runbookOf(alert);
      expect(existsSync(join(root, file)), file).toBe(true);
      const page = readFileSync(join(root, file), 'utf8');
      const headings = [...page.matchAll(/^##? (.*)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual([name, 'What it means', 'How to look', 'What to do']);
      expect(page).toContain(`${alert.severity === 'critical' ? 'Critical' : 'Warning'}: `);
      expect(page).toContain(`It fires after ${alert.holds}.`);
      expect(page).toMatch(/^kubectl /m);
      expect(contents).toContain(`| [${name}](${file.replace('docs/runbooks/', '')}) | ${alert.severity} |`);
    },
  );
});
