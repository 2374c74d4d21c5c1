import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFakeKubectl, printing } from './fake-kubectl.ts';
import { makeRoot, runCli } from './sandbox.ts';

const list = (...items: object[]) => ({ items });

/** A node as the API lists it. */
const node = (
  name: string,
  taints: object[] = [],
  conditions: Record<string, string> = { Ready: 'True' },
) => ({
  metadata: { name, labels: {} },
  spec: { taints },
  status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
});

/** A lease that was renewed so many seconds ago. */
const lease = (name: string, seconds: number) => ({
  metadata: { name },
  spec: { renewTime: new Date(Date.now() - seconds * 1000).toISOString() },
});

/** What the API of a right cluster answers, by what kubectl is asked for. */
const right = {
  version: { serverVersion: { gitVersion: 'v1.35.2' } },
  nodes: list(node('one')),
  leases: list(),
  storageclasses: list({ metadata: { name: 'local-path' } }),
  pods: list({ status: { phase: 'Running' } }),
  daemonsets: list({ metadata: { name: 'cilium' } }),
  endpointslices: list({ ports: [{ port: 6443 }] }),
  configmap: { data: { 'config.conf': 'mode: "ipvs"\nipvs:\n  strictARP: true\n' } },
};

/** Runs doctor for `dev` against recorded answers; null: kubectl fails. */
function doctor(answers: Partial<Record<keyof typeof right, object | null>> = {}, ...more: string[]) {
  const root = makeRoot(['dev']);
  // Renewed just now: this machine's clock is what one node is measured by.
  const recorded = { ...right, leases: list(lease('one', 0)), ...answers };
  const { PATH, bin } = makeFakeKubectl(root, [
    ['*--client*', 'echo "Client Version: v1.35.0"'],
    ['*current-context*', 'echo lab'],
    ...Object.entries(recorded).map(([asked, answer]): [string, string] => [
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
      'nodes',
      list(node('one', [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }])),
      'taints of pool all',
      'cluster.nodePools.all.taints',
    ],
    ['nodes', list(node('one', [], { Ready: 'Unknown' })), 'node conditions', 'kubectl describe node'],
    [
      'nodes',
      list(node('one', [], { Ready: 'True', DiskPressure: 'True' })),
      'node conditions',
      'kubectl describe node',
    ],
    ['leases', list(lease('one', 90)), 'clocks of nodes', 'chrony'],
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

  it('measures clocks against each other where there are enough, whatever this machine believes', () => {
    const nodes = list(...['one', 'two', 'three', 'down'].map((name) => node(name)), node('gone', [], {}));
    const late = ['one', 'two', 'down'].map((name) => lease(name, 300));
    const agreeing = doctor({ nodes, leases: list(...late, lease('three', 305), lease('gone', 9000)) });
    expect(agreeing.stdout).toContain('ok      clocks of nodes: none is off by more than 20 s');
    const { stdout } = doctor({ nodes, leases: list(...late, lease('three', 255)) });
    expect(stdout).toMatch(/^FAILED {2}clocks of nodes: three is 4\d s ahead of the others$/m);
  });

  it('lets nodes be closed as long as enough are open', () => {
    const taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
    const { stdout } = doctor({ nodes: list(node('one'), node('two', [taint])) });
    expect(stdout).toContain('ok      taints of pool all: 1 nodes take its pods');
    const soft = doctor({ nodes: list(node('one', [{ ...taint, effect: 'PreferNoSchedule' }])) });
    expect(soft.stdout).toMatch(/^READY/);
  });

  it('looks for the tools that check runs', () => {
    expect(doctor().stdout).toMatch(/^ok {6}kubeconform: v[\d.]+\nok {6}kustomize: v[\d.]+$/m);
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
