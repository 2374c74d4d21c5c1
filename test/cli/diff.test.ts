import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commentMarker } from '../../generator/reports/review/print-review-markdown.ts';
import { makeRoot, runCli } from './sandbox.ts';

function git(root: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'init.defaultBranch=main',
  ];
  const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** A repository with one commit of these environments and their generated tree. */
function makeRepository(environments: readonly string[]): string {
  const root = makeRoot(environments);
  expect(runCli(root, ['generate']).code).toBe(0);
  git(root, 'init', '--quiet');
  commit(root);
  return root;
}

function commit(root: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'state');
}

function edit(root: string, environment: string, change: (text: string) => string): void {
  const file = join(root, 'environments', `${environment}.yaml`);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  expect(runCli(root, ['generate']).code).toBe(0);
}

describe('diff', () => {
  it('says nothing of a tree that is what the base has', () => {
    const root = makeRepository(['dev']);
    const { code, stdout } = runCli(root, ['diff', '--base', 'HEAD']);
    expect(stdout).toMatch(/^NO CHANGES/);
    expect(code).toBe(0);
  });

  it('names what is dangerous, writes the comment and tells the pipeline', () => {
    const root = makeRepository(['dev', 'staging']);
    edit(root, 'staging', (text) => text.replace('postgres:\n', 'postgres:\n  storage: 10Gi\n'));
    const comment = join(root, 'review.md');
    const { code, stdout } = runCli(root, ['diff', '--base', 'HEAD', '--json', '--markdown', comment]);
    const review = JSON.parse(stdout);
    expect(review.verdict).toBe('blocked');
    expect(review.dangers).toMatchObject([
      {
        rule: 'operator/refused-update',
        environments: ['staging'],
        path: 'spec.storage.size',
        after: '10Gi',
      },
    ]);
    expect(
      review.counts.map(({ environment, changed }: { environment: string; changed: number }) => [
        environment,
        changed,
      ]),
    ).toEqual([
      ['dev', 0],
      ['staging', 1],
    ]);
    expect(readFileSync(comment, 'utf8').startsWith(commentMarker)).toBe(true);
    expect(code).toBe(1);
  });

  it('lets an acknowledged danger pass until its day, and reports one that matches nothing', () => {
    const root = makeRepository(['staging']);
    const acknowledge = (resource: string) => `
acknowledge:
  - danger: operator/refused-update
    resource: ${resource}
    reason: the cluster is made anew by hand
    until: "2099-12-31"
`;
    edit(
      root,
      'staging',
      (text) =>
        `${text.replace('postgres:\n', 'postgres:\n  storage: 10Gi\n')}${acknowledge('Cluster.postgresql.cnpg.io matrix/synapse-db')}`,
    );
    expect(runCli(root, ['diff', '--base', 'HEAD'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ROUTINE: 1 danger, all acknowledged/),
    });
    commit(root);
    expect(runCli(root, ['diff', '--base', 'HEAD'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('matches nothing: remove it'),
    });
  });

  it('compares with where the work branched off, not with what others did since', () => {
    const root = makeRepository(['dev']);
    git(root, 'checkout', '--quiet', '-b', 'work');
    git(root, 'checkout', '--quiet', 'main');
    edit(root, 'dev', (text) => `${text}\nelementWeb: { replicas: 2 }\n`);
    commit(root);
    git(root, 'checkout', '--quiet', 'work');
    expect(runCli(root, ['diff', '--base', 'main']).stdout).toMatch(/^NO CHANGES/);
    expect(runCli(root, ['diff', '--base', 'main', '--exact']).stdout).toContain(
      'Deployment.apps matrix/element-web',
    );
  });

  it('shows an environment that comes as a whole', () => {
    const root = makeRepository(['dev']);
    edit(root, 'dev', (text) => text);
    const { code, stdout } = runCli(makeRepositoryWith(root), ['diff', '--base', 'HEAD', '--json']);
    const review = JSON.parse(stdout);
    expect(review.counts).toMatchObject([
      { environment: 'dev', added: 0 },
      { environment: 'lab', removed: 0 },
    ]);
    expect(review.counts[1].added).toBeGreaterThan(20);
    expect(review.dangers).toEqual([]);
    expect(code).toBe(0);
  });

  it('compares any two directories of manifests', () => {
    const root = makeRoot([]);
    const write = (side: string, replicas: number) => {
      mkdirSync(join(root, side));
      writeFileSync(
        join(root, side, 'all.yaml'),
        `apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: { name: a, namespace: b }\n  spec: { replicas: ${replicas} }\n`,
      );
    };
    write('old', 3);
    write('new', 0);
    const { code, stdout } = runCli(root, ['diff', '--from', join(root, 'old'), '--to', join(root, 'new')]);
    expect(stdout).toContain('outage/switched-off');
    expect(code).toBe(1);
    writeFileSync(join(root, 'new', 'all.yaml'), 'just: a map\n');
    expect(runCli(root, ['diff', '--from', join(root, 'old'), '--to', join(root, 'new')])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('all.yaml: a document has no apiVersion'),
    });
  });

  it('compares what charts render, and names the charts that it could not have', () => {
    const root = makeRepository(['dev']);
    edit(root, 'dev', (text) =>
      text.replace('availability: single', 'availability: high').replace('count: 1', 'count: 9'),
    );
    const charts = join(root, 'charts');
    mkdirSync(charts);
    const source = readFileSync(join(root, 'apps/dev/children/cert-manager.yaml'), 'utf8');
    const version = /chart: cert-manager\n\s+targetRevision: (\S+)/.exec(source)?.[1];
    writeFileSync(join(charts, `cert-manager-${version}.tgz`), '');
    // Stands for helm: a Deployment with as many replicas as the values say.
    const helm = join(root, 'helm');
    writeFileSync(
      helm,
      `#!/bin/sh\n[ "$1" = template ] || exit 9\nprintf 'apiVersion: apps/v1\\nkind: Deployment\\nmetadata: { name: %s, namespace: %s }\\nspec: { replicas: %s }\\n' "$2" "$5" "$(sed -n 's/^replicaCount: //p')"\n`,
      { mode: 0o755 },
    );
    const { stdout, stderr } = runCli(root, ['diff', '--base', 'HEAD', '--charts', charts], {
      MATRIX_GITOPS_HELM: helm,
    });
    expect(stdout).toMatch(
      /~ Deployment\.apps cert-manager\/cert-manager[\s\S]*?spec\.replicas\n\s+-\d\n\s+\+\d/,
    );
    expect(stderr).toContain('Compared by their values only');
    expect(stderr).toContain('cloudnative-pg-');
    expect(stderr).not.toContain('cert-manager-');
  });

  it.each([
    [['--base', 'HEAD', '--charts', '/nowhere'], '--charts /nowhere: there is no such directory'],
    [['--base', 'no-such-branch'], 'git knows no commit "no-such-branch"'],
    [['--base', '--output=/tmp/x'], '--output=/tmp/x'],
    [['prod', '--base', 'HEAD'], 'There is no environment "prod". There are: dev'],
    [['--from', '/nowhere'], '--from and --to go together'],
    [['--from', '/nowhere', '--to', '/nowhere'], '/nowhere: there is no such directory'],
    [['--base', 'HEAD', '--budget', 'many'], 'a whole number from 1000 on'],
  ])('refuses %j', (args, message) => {
    const root = makeRepository(['dev']);
    expect(runCli(root, ['diff', ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  it('says which tree does not render', () => {
    const root = makeRepository(['dev']);
    rmSync(join(root, 'base/postgres'), { recursive: true });
    const { code, stderr } = runCli(root, ['diff', '--base', 'HEAD']);
    expect(stderr).toMatch(/^Nothing was compared\.\n/);
    expect(code).toBe(3);
  });

  it('does not read what is the same on both sides, and says which changed file cannot be read', () => {
    const root = makeRepository(['dev']);
    const project = join(root, 'apps/dev/children/postgres.yaml');
    writeFileSync(project, readFileSync(project, 'utf8').replace('spec:', 'spec: ['));
    commit(root);
    writeFileSync(join(root, 'base/synapse/extra.yaml'), '');
    expect(runCli(root, ['diff', '--base', 'HEAD'])).toMatchObject({ code: 0 });
    writeFileSync(project, readFileSync(project, 'utf8').replace('spec: [', 'spec: [['));
    const { code, stderr } = runCli(root, ['diff', '--base', 'HEAD']);
    expect(stderr).toContain('Nothing was compared.\n  apps/dev/children/postgres.yaml: ');
    expect(code).toBe(3);
  });

  it('compares a tree that is a folder of a larger repository, with files that git does not know yet', () => {
    const outer = makeRoot([]);
    const root = join(outer, 'platform');
    cpSync(makeRepository(['dev']), root, { recursive: true });
    rmSync(join(root, '.git'), { recursive: true });
    git(outer, 'init', '--quiet');
    commit(outer);
    const [overlay, base] = ['overlays/dev/element-web', 'base/element-web'].map((folder) =>
      join(root, folder),
    );
    writeFileSync(
      join(overlay ?? '', 'extra.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n  namespace: matrix\n',
    );
    const file = join(overlay ?? '', 'kustomization.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('resources:\n', 'resources:\n- extra.yaml\n'));
    const service = join(base ?? '', 'service-element-web.yaml');
    writeFileSync(service, readFileSync(service, 'utf8').replace('port: 80', 'port: 81'));
    const { stdout } = runCli(root, ['diff', '--base', 'HEAD']);
    expect(stdout).toContain('+ ConfigMap matrix/extra');
    expect(stdout).toContain('~ Service matrix/element-web');
    expect(stdout).toMatch(/dev: 1 added, 1 changed\n/);
  });
});

/** The same repository with one environment more, not committed. */
function makeRepositoryWith(root: string): string {
  const text = readFileSync(join(root, 'environments/dev.yaml'), 'utf8');
  writeFileSync(join(root, 'environments/lab.yaml'), text.replace('name: dev', 'name: lab'));
  expect(runCli(root, ['generate']).code).toBe(0);
  return root;
}
