import { describe, expect, it } from 'vitest';
import { items } from '../../generator/verify/items.ts';
import { makeFakeKubectl, printing } from './fake-kubectl.ts';
import { makeRoot, runCli } from './sandbox.ts';

const verify = (root: string, args: readonly string[], env: Record<string, string> = {}) =>
  runCli(root, ['verify', '--environment', 'dev', ...args], env);

describe('verify', () => {
  it('lists what it would ask, and asks nothing', () => {
    const { code, stdout, stderr } = verify(makeRoot(['dev']), ['--list', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const listed = (JSON.parse(stdout) as { items: { id: string; proves: string }[] }).items;
    expect(listed.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(listed.every(({ proves }) => proves.endsWith('.'))).toBe(true);
  });

  it.each([
    [['--only', 'nothing'], 'There is no item "nothing". There are: edge-https'],
    [['--except', 'nothing'], 'There is no item "nothing"'],
    [['--resolve', 'matrix.example.org'], 'expected <host>:<address>'],
    [['--resolve', 'matrix.example.org:nowhere'], 'expected <host>:<address>'],
    [['--ca', '/nowhere.pem'], 'there is no such file'],
    [['--ca', '/etc/hostname'], 'no certificate in it'],
    [['--timeout', '0'], 'a number above 0'],
    [['--report', 'sarif'], 'There are: text, json, junit'],
    [['--environment', 'other'], 'There is no environment "other"'],
  ])('%j is a mistake of usage', (args, message) => {
    const { code, stderr, stdout } = verify(makeRoot(['dev']), args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('does not call it a success when nothing could be looked at', () => {
    const { code, stdout } = verify(makeRoot(['dev']), ['--only', 'login', 'media']);
    expect(stdout).toMatch(/^NOT CHECKED: dev: 0 pass, 2 cannot be checked\n/);
    expect(stdout).toContain('no credentials for test users');
    expect(code).toBe(3);
  });

  it('asks kubectl in the context that is named, and only reads', () => {
    const root = makeRoot(['dev']);
    const { calls, PATH } = makeFakeKubectl(root, [
      ['*" get statefulsets "*', printing({ items: [] })],
      ['*" port-forward "*', 'echo "error: unable to forward port because pod is not running" >&2; exit 1'],
    ]);
    const { code, stdout: wrapped } = verify(root, ['--context', 'lab', '--only', 'caches', 'logs'], {
      PATH,
    });
    const stdout = wrapped.replace(/\s+/g, ' ');
    expect(stdout).toContain('redis-synapse/redis-synapse-node: 0 of 1 are ready');
    expect(stdout).toContain(
      'kubectl port-forward service/loki in monitoring: error: unable to forward port',
    );
    expect(code).toBe(1);
    expect(calls()).toEqual([
      '--context lab get statefulsets --namespace redis-synapse --output json',
      '--context lab port-forward --namespace monitoring --address 127.0.0.1 service/loki :3100',
    ]);
  });

  it('keeps the shared secret from the programs that it starts', () => {
    const root = makeRoot(['dev']);
    const { PATH } = makeFakeKubectl(root, [['*', 'env | grep MATRIX_GITOPS >&2; exit 1']]);
    const { stdout } = verify(root, ['--only', 'caches'], {
      PATH,
      MATRIX_GITOPS_REGISTRATION_SECRET: 'hush',
    });
    expect(stdout).toContain('kubectl get statefulsets');
    expect(stdout).not.toContain('hush');
  });
});
