import { describe, expect, it } from 'vitest';
import { makeFakeKubectl } from './fake-kubectl.ts';
import { makeRoot, runCli } from './sandbox.ts';

const drill = (root: string, args: readonly string[], env: Record<string, string> = {}) =>
  runCli(root, ['drill', '--environment', 'production', ...args], env);

const found = [
  ['*" get clusters.postgresql.cnpg.io synapse-db "*', 'echo synapse-db-2'],
  ['*" get pod synapse-db-2 "*', 'echo node-b'],
] as const;

describe('drill', () => {
  it('lists the drills without a name', () => {
    const { code, stdout, stderr } = drill(makeRoot(), []);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(7);
    expect(stdout).toContain('postgres-primary');
  });

  it('prints the commands with the names of today, and only reads', () => {
    const root = makeRoot();
    const { PATH, calls } = makeFakeKubectl(root, found);
    const { code, stdout } = drill(root, ['postgres-primary', '--context', 'lab'], { PATH });
    expect(stdout).toContain(
      '  kubectl --context lab delete pod synapse-db-2 --namespace matrix --grace-period=1 --wait=false\n',
    );
    expect(stdout).toContain('Nothing was done.');
    expect(code).toBe(0);
    expect(calls().every((call) => call.startsWith('--context lab get '))).toBe(true);
  });

  it('prints the plan without a cluster, too', () => {
    const root = makeRoot();
    const { PATH } = makeFakeKubectl(root, []);
    const { code, stdout } = drill(root, ['object-store-node'], { PATH });
    expect(stdout).toContain('The pod is not known yet');
    expect(stdout).toContain('kubectl cordon <node>');
    expect(stdout).toContain('kubectl uncordon <node>');
    expect(stdout).toMatch(/--output 'jsonpath=\{\.items\[\*\]\.metadata\.name\}'/);
    expect(code).toBe(0);
  });

  it('prints the plan for programs', () => {
    const root = makeRoot();
    const { PATH } = makeFakeKubectl(root, found);
    const plan = JSON.parse(drill(root, ['postgres-primary', '--json'], { PATH }).stdout) as object;
    expect(plan).toMatchObject({ version: 1, target: { pod: 'synapse-db-2', node: 'node-b' }, restore: [] });
  });

  it.each([
    [['nothing'], 'There is no drill "nothing". There are: postgres-primary'],
    [['edge-pod', '--execute'], '--execute needs --context'],
    [['edge-pod', '--execute', '--context', 'lab'], 'without one: --yes production'],
    [
      ['edge-pod', '--execute', '--context', 'lab', '--yes', 'staging'],
      '--yes staging: the environment is production',
    ],
    [['edge-pod', '--report', 'junit'], 'There are: text, json'],
  ])('%j is a mistake of usage, and kubectl is not asked', (args, message) => {
    const root = makeRoot();
    const { PATH, calls } = makeFakeKubectl(root, []);
    const { code, stderr, stdout } = drill(root, args, { PATH });
    expect(stderr).toContain(message);
    expect({ code, stdout, calls: calls() }).toEqual({ code: 2, stdout: '', calls: [] });
  });

  it('does nothing in a cluster that is not the one of the environment', () => {
    const root = makeRoot();
    const { PATH, calls } = makeFakeKubectl(root, [
      ['*" get configmap "*', 'echo "server_name: other.example"'],
    ]);
    const run = drill(root, ['edge-pod', '--execute', '--context', 'lab', '--yes', 'production'], { PATH });
    expect(run.stdout).toContain(
      'NOT PERFORMED: edge-pod in production: the cluster of this context is that of other.example',
    );
    expect(run.code).toBe(3);
    expect(calls()).toHaveLength(1);
  });
});
