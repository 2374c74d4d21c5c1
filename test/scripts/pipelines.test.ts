import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

const workflow = parse(readFileSync(join(root, '.github/workflows/check.yml'), 'utf8'));
const jobs = Object.values(workflow.jobs) as { permissions: Record<string, string>; steps: Step[] }[];
const gitlab = parse(readFileSync(join(root, '.gitlab-ci.yml'), 'utf8'));

describe('the pipelines', () => {
  it('pin every action to a commit and name its version', () => {
    const text = readFileSync(join(root, '.github/workflows/check.yml'), 'utf8');
    const uses = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(3);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('ask for no more than they need', () => {
    expect(workflow.permissions).toEqual({});
    for (const { permissions } of jobs)
      expect(
        Object.entries(permissions)
          .filter(([, level]) => level === 'write')
          .map(([name]) => name),
      ).not.toContain('contents');
  });

  it('run commands that exist, and put nothing of a pull request into a shell', () => {
    const commands = [
      ...jobs.flatMap(({ steps }) => steps.map(({ run }) => run ?? '')),
      ...['check', 'review'].flatMap((job) => gitlab[job].script as string[]),
    ];
    const called = commands.flatMap((text) =>
      [...text.matchAll(/npm run --silent ([\w:]+)/g)].map(([, name]) => name),
    );
    expect(called).toEqual(expect.arrayContaining(['check', 'diff', 'tools']));
    for (const name of called) expect(scripts).toContain(name);
    for (const { steps } of jobs) for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});
