import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rules } from '../../generator/checks/registry.ts';
import { runCli } from './sandbox.ts';

const repository = join(import.meta.dirname, '..', '..');

function makeManifests(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-manifests-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

const pooler = `apiVersion: postgresql.cnpg.io/v1
kind: Pooler
metadata: { name: pool, namespace: chat }
spec:
  cluster: { name: db }
  instances: 2
  pgbouncer:
    poolMode: transaction
`;

test('judges what something else rendered, and calls unknown what needs an environment', () => {
  const directory = makeManifests({ 'db/pooler.yaml': pooler });
  const { code, stdout } = runCli(repository, ['check', '--manifests', directory, '--json']);
  const report = JSON.parse(stdout);
  expect(code).toBe(1);
  const found = report.findings.find(({ rule }: { rule: string }) => rule === 'postgres/pool-mode');
  expect(found).toMatchObject({
    file: join(relative(repository, directory), 'db/pooler.yaml'),
    line: 8,
    component: 'db',
  });
  const needing = rules.filter((rule) => rule.needsEnvironment).map(({ slug }) => slug);
  expect(needing).toContain('postgres/connection-budget');
  expect(report.unjudged.map(({ rule }: { rule: string }) => rule)).toEqual([...needing, 'schema/invalid']);
  expect(report.rules.map(({ rule }: { rule: string }) => rule)).toHaveLength(rules.length);
});

test('is not clean when nothing was there to judge', () => {
  expect(runCli(repository, ['check', '--manifests', makeManifests({})]).code).toBe(3);
});

test.each([
  [['--manifests', '/nowhere'], 2, 'there is no such directory'],
  [['dev', '--manifests', 'generator'], 2, 'not environments'],
])('%j', (args, code, message) => {
  const run = runCli(repository, ['check', ...args]);
  expect(run.stderr).toContain(message);
  expect(run.code).toBe(code);
});

test('a file that is no manifest is named', () => {
  const run = runCli(repository, ['check', '--manifests', makeManifests({ 'values.yaml': 'a: 1\n' })]);
  expect(run.stderr).toContain('values.yaml: a document has no apiVersion');
  expect(run.code).toBe(3);
});
