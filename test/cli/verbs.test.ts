import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRoot, runCli } from './sandbox.ts';

const repository = join(import.meta.dirname, '..', '..');
const samples = ['airgap', 'design-2025', 'dev', 'production', 'staging'];

describe('check', () => {
  it('passes on the committed tree and counts what it looked at', () => {
    const { code, stdout } = runCli(repository, ['check', '--json']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 1, verdict: 'passed', problems: [] });
    const kinds = report.findings.map(
      ({ rule, environment, accepted }: { rule: string; environment: string; accepted?: object }) =>
        `${accepted === undefined ? 'open' : 'accepted'} ${rule} in ${environment}`,
    );
    expect([...new Set(kinds)]).toEqual(['accepted platform/lifecycle in design-2025']);
    expect(report.environments.map((environment: { name: string }) => environment.name)).toEqual(samples);
    expect(report.rules.length).toBeGreaterThanOrEqual(15);
    expect(code).toBe(0);
  });

  it('fails on a stale tree, a broken overlay and a finding at once, each with its place', () => {
    const root = makeRoot(['dev']);
    writeFileSync(
      join(root, 'environments/dev.yaml'),
      `${readFileSync(join(root, 'environments/dev.yaml'), 'utf8')}
patches:
  postgres:
    - apiVersion: postgresql.cnpg.io/v1
      kind: Pooler
      metadata: { name: synapse-pooler-rw, namespace: matrix }
      spec: { pgbouncer: { poolMode: transaction } }
`,
    );
    expect(runCli(root, ['generate']).code).toBe(0);
    const cluster = join(root, 'base/postgres/cluster-synapse-db.yaml');
    writeFileSync(cluster, readFileSync(cluster, 'utf8').replace('enablePDB', 'enablePBD'));
    const { code, stdout } = runCli(root, ['check', '--json']);
    expect(code).toBe(1);
    const found = JSON.parse(stdout).findings.map(
      ({ rule, file }: { rule: string; file: string }) => `${rule} ${file}`,
    );
    expect(found).toContain('tree/stale base/postgres/cluster-synapse-db.yaml');
    expect(found).toContain('schema/invalid base/postgres/cluster-synapse-db.yaml');
    expect(
      found.some((line: string) => line.startsWith('postgres/pool-mode overlays/dev/postgres/patches/')),
    ).toBe(true);
  });

  it('refuses a partial result where a pipeline asks for a whole one', () => {
    const { code, stderr } = runCli(repository, ['check', '--only', 'postgres/pool-mode'], {
      MATRIX_GITOPS_KUBECONFORM: '/nowhere',
    });
    expect(code).toBe(3);
    expect(stderr).toContain('MATRIX_GITOPS_KUBECONFORM');
  });
});

describe('plan', () => {
  it('lists apps by wave, sizes, Secrets and where values came from', () => {
    const { code, stdout } = runCli(repository, ['plan', 'production', '--values']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^production: 20000 concurrent users/);
    expect(stdout).toContain('3 x synapse-db: 12 CPU 56Gi 600Gi disk');
    expect(stdout).toMatch(/^scale\.users\s+20000\s+environments\/production\.yaml:6$/m);
    expect(stdout).toMatch(/^synapse\.workers\.sync\.replicas\s+10\s+preset large$/m);
    expect(stdout).toMatch(/^gitops\.branch\s+"main"\s+default$/m);
  });

  it('takes no unknown environment', () => {
    const { code, stderr } = runCli(repository, ['plan', 'prod']);
    expect(code).toBe(2);
    expect(stderr).toBe(`There is no environment "prod". There are: ${samples.join(', ')}\n`);
  });
});

describe('explain', () => {
  it('prints the page of a rule, and all rules without one', () => {
    expect(runCli(repository, ['explain', 'postgres/pool-mode']).stdout).toMatch(/^# postgres\/pool-mode\n/);
    expect(runCli(repository, ['explain']).stdout.split('\n').length).toBeGreaterThan(15);
    expect(runCli(repository, ['explain', 'nothing/here'])).toMatchObject({ code: 2 });
  });
});

describe('arguments', () => {
  it.each([
    [['nonsense'], 2],
    [['generate', '--nonsense'], 2],
    [['check', '--severity', 'loud'], 2],
    [['check', '--only', 'nothing/here'], 2],
    [['--help'], 0],
    [['generate', '--help'], 0],
  ] as const)('%j ends with %i', (args, code) => {
    const run = runCli(repository, args);
    expect(run.code).toBe(code);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it('names a root that is not there', () => {
    expect(runCli(join(repository, 'nowhere'), ['generate'])).toMatchObject({ code: 2, stdout: '' });
  });
});
