import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { charts } from '../../generator/versions.ts';
import { runCli } from './sandbox.ts';

const repository = join(import.meta.dirname, '..', '..');

/** A directory with an archive of cert-manager, and a stand-in for helm that prints what that is said to render. */
function makeCharts(rendered: string): { readonly directory: string; readonly helm: string } {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-charts-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const archives = join(directory, 'archives');
  mkdirSync(archives);
  writeFileSync(join(archives, `cert-manager-${charts.certManager.version}.tgz`), '');
  const helm = join(directory, 'helm');
  writeFileSync(helm, `#!/bin/sh\ncat <<'end'\n${rendered}end\n`, { mode: 0o755 });
  return { directory: archives, helm };
}

function check(rendered: string) {
  const { directory, helm } = makeCharts(rendered);
  const only = ['argocd/project-permits', 'argocd/shared-object', 'argocd/crd-order'];
  const { code, stdout } = runCli(
    repository,
    ['check', 'dev', '--charts', directory, '--only', ...only, '--json'],
    { MATRIX_GITOPS_HELM: helm },
  );
  const { findings, partial } = JSON.parse(stdout) as {
    findings: { rule: string; message: string }[];
    partial: string[];
  };
  return { code, findings, partial };
}

const permitted = `apiVersion: apps/v1
kind: Deployment
metadata: { name: cert-manager }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: cert-manager-controller }
`;

test('what a chart renders may be what its project allows, and archives that are missing are named', () => {
  const { code, findings, partial } = check(permitted);
  expect(findings).toEqual([]);
  expect(code).toBe(0);
  expect(partial.some((line) => line.includes('has no cloudnative-pg-'))).toBe(true);
  expect(partial.some((line) => line.includes('cert-manager-'))).toBe(false);
});

const refused = [
  {
    rule: 'argocd/project-permits',
    object: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: everything }\n',
    message: 'does not allow ClusterRole everything',
  },
  {
    rule: 'argocd/project-permits',
    object: 'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: report }\n',
    message: 'does not allow CronJob report',
  },
  {
    rule: 'argocd/project-permits',
    object: 'apiVersion: v1\nkind: Service\nmetadata: { name: webhook, namespace: kube-system }\n',
    message: 'writes into namespace kube-system',
  },
  {
    rule: 'argocd/shared-object',
    object:
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: default-deny, namespace: matrix }\n',
    message: 'both render this object',
  },
  {
    rule: 'argocd/crd-order',
    object: 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: early }\n',
    message: 'is applied in wave',
  },
];

test('projects, owners and CRDs are held against what a chart renders', () => {
  const { code, findings } = check(refused.map(({ object }) => object).join('---\n'));
  for (const { rule, message } of refused) {
    const found = findings.find((finding) => finding.rule === rule && finding.message.includes(message));
    expect(found, message).toBeDefined();
  }
  expect(code).toBe(1);
});

test('a directory that is not there is a mistake, and so are manifests of others', () => {
  expect(runCli(repository, ['check', 'dev', '--charts', '/nowhere'])).toMatchObject({ code: 2 });
  expect(runCli(repository, ['check', '--manifests', 'schemas', '--charts', '/tmp'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--charts goes with environments'),
  });
});
