import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFakeKubectl, printing } from './fake-kubectl.ts';
import { makeRoot, runCli } from './sandbox.ts';

const list = (...items: object[]) => ({ items });

/** What the API of a right cluster answers, by what kubectl is asked for. */
const right = {
  version: { serverVersion: { gitVersion: 'v1.35.2' } },
  nodes: list({ metadata: { labels: {} } }),
  storageclasses: list({ metadata: { name: 'local-path' } }),
  pods: list({ status: { phase: 'Running' } }),
  daemonsets: list({ metadata: { name: 'cilium' } }),
  endpointslices: list({ ports: [{ port: 6443 }] }),
  configmap: { data: { 'config.conf': 'mode: "ipvs"\nipvs:\n  strictARP: true\n' } },
};

/** Runs doctor for `dev` against recorded answers; null: kubectl fails. */
function doctor(answers: Partial<Record<keyof typeof right, object | null>> = {}, ...more: string[]) {
  const root = makeRoot(['dev']);
  const { PATH, bin } = makeFakeKubectl(root, [
    ['*--client*', 'echo "Client Version: v1.35.0"'],
    ['*current-context*', 'echo lab'],
    ...Object.entries({ ...right, ...answers }).map(([asked, answer]): [string, string] => [
      `*" ${asked} "*`,
      answer === null ? 'echo "error: Forbidden" >&2; exit 1' : printing(answer),
    ]),
  ]);
  writeFileSync(join(bin, 'helm'), '#!/bin/sh\necho v3.19.4\n', { mode: 0o755 });
  return runCli(root, ['doctor', '--environment', 'dev', ...more], { PATH });
}

describe('doctor', () => {
  it('finds a right cluster ready', () => {
    const { code, stdout, stderr } = doctor();
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^READY\n/);
    expect(stdout).toContain('ok      server version: v1.35.2');
    expect(stdout).not.toMatch(/^(FAILED|unknown)/m);
    expect(code).toBe(0);
  });

  it.each([
    ['version', { serverVersion: { gitVersion: 'v1.33.1' } }, 'server version', 'cluster.version says 1.35'],
    ['nodes', list(), 'nodes of pool all', 'cluster.nodePools.all.count'],
    [
      'storageclasses',
      list({ metadata: { name: 'ceph' } }),
      'storage class fast',
      'cluster.storageClasses.fast',
    ],
    ['pods', list({ status: { phase: 'Pending' } }), 'cluster DNS', 'k8s-app=kube-dns'],
    ['daemonsets', list({ metadata: { name: 'kube-flannel-ds' } }), 'network policies', 'policy engine'],
    ['endpointslices', list({ ports: [{ port: 443 }] }), 'API server port', 'cluster.apiServerPort'],
    [
      'configmap',
      { data: { 'config.conf': 'mode: ipvs\nipvs:\n  strictARP: false\n' } },
      'kube-proxy strict ARP',
      'strictARP: true',
    ],
  ] as const)('fails for a wrong %s, with a remedy', (asked, answer, name, remedy) => {
    const { code, stdout } = doctor({ [asked]: answer });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^NOT READY/);
    expect(stdout).toContain(`FAILED  ${name}: `);
    expect(stdout).toContain(remedy);
  });

  it('says what it could not look at, and does not call that a success', () => {
    const { code, stdout } = doctor({ nodes: null, daemonsets: list() });
    expect(stdout).toMatch(/^READY, but 2 could not be looked at/);
    expect(stdout).toContain('unknown nodes: error: Forbidden');
    expect(code).toBe(0);
  });

  it('prints data for programs', () => {
    const { stdout } = doctor({ nodes: list() }, '--json');
    const { items } = JSON.parse(stdout) as { items: { name: string; result: string }[] };
    expect(items.find(({ name }) => name === 'nodes of pool all')).toMatchObject({ result: 'fail' });
  });
});
