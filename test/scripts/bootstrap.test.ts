import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');
const system = ['/usr/bin', '/bin'];

/** What a stub answers: a line of shell, run after the call has been recorded. */
interface Stubs {
  /** Default: `production` */
  readonly environment?: string;
  readonly kubectl?: string;
  /** Null: not installed. */
  readonly helm?: string | null;
}

/** A checkout with stubs of kubectl and helm on PATH, which record how they were called. */
function makeCheckout({
  environment = 'production',
  kubectl = 'exit 0',
  helm = 'echo kind: List',
}: Stubs = {}) {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-bootstrap-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'scripts'));
  cpSync(join(repository, 'scripts/bootstrap.sh'), join(root, 'scripts/bootstrap.sh'));
  cpSync(join(repository, 'apps', environment), join(root, 'apps', environment), { recursive: true });
  const bin = join(root, 'bin');
  mkdirSync(bin);
  // The tools of the script itself; the machine's own kubectl and helm must not be found.
  for (const tool of ['sh', 'dirname', 'sed', 'mktemp', 'rm']) {
    const found = system.map((directory) => join(directory, tool)).find((path) => isFile(path));
    if (found !== undefined) writeStub(join(bin, tool), `exec ${found} "$@"`);
  }
  writeStub(join(bin, 'kubectl'), `echo "kubectl $*" >>"${root}/calls"\n${kubectl}`);
  if (helm !== null) writeStub(join(bin, 'helm'), `echo "helm $*" >>"${root}/calls"\n${helm}`);
  writeFileSync(join(root, 'calls'), '');
  return {
    root,
    run: (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('/bin/sh', [join(root, 'scripts/bootstrap.sh'), ...args], {
        encoding: 'utf8',
        env: { PATH: bin, TMPDIR: tmpdir() },
      });
      const calls = readFileSync(join(root, 'calls'), 'utf8')
        .replaceAll(root, '')
        .replaceAll(/\S*\/argocd\.yaml/g, 'argocd.yaml')
        .trim()
        .split('\n');
      return { status, stdout, stderr, calls };
    },
  };
}

function isFile(path: string): boolean {
  return spawnSync('/bin/sh', ['-c', `test -x ${path}`]).status === 0;
}

function writeStub(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

const write = /\b(apply|delete|wait|rollout)\b/;
/** No Application of Argo CD yet: an empty cluster. */
const empty = 'case "$*" in *"get application"*) exit 1 ;; esac; exit 0';

const samples = ['dev', 'staging', 'production', 'airgap', 'design-2025'];

describe('scripts/bootstrap.sh', () => {
  it('installs Argo CD with the values of its Application, and then hands over', () => {
    const { status, stderr, calls } = makeCheckout({ kubectl: empty }).run('production', '--context', 'lab');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const ssa = 'apply --server-side --force-conflicts --field-manager=argocd-controller';
    expect(calls).toEqual([
      'kubectl --context lab version',
      'kubectl --context lab --namespace argocd get application.argoproj.io production-argo-cd',
      'helm template argocd argo-cd --repo https://argoproj.github.io/argo-helm --version 10.1.1 --namespace argocd --kube-version 1.35 --include-crds --skip-tests --values /apps/production/bootstrap/values.yaml',
      `kubectl --context lab ${ssa} -k /overlays/production/namespaces`,
      `kubectl --context lab ${ssa} -k /overlays/production/priority-classes`,
      'kubectl --context lab --namespace argocd delete job --ignore-not-found --selector app.kubernetes.io/name=argocd-redis-secret-init',
      `kubectl --context lab ${ssa} -f argocd.yaml`,
      `kubectl --context lab ${ssa} -k /overlays/production/argo-cd`,
      'kubectl --context lab wait --for=condition=Established --timeout=10m crd/applications.argoproj.io crd/appprojects.argoproj.io',
      'kubectl --context lab --namespace argocd wait --for=condition=Available --timeout=10m deployment --all',
      'kubectl --context lab --namespace argocd rollout status --timeout=10m statefulset/argocd-application-controller',
      'kubectl --context lab apply --server-side --force-conflicts --field-manager=matrix-gitops -f /apps/production/root.yaml',
    ]);
  });

  it('leaves an Argo CD that manages itself alone, unless it is told otherwise', () => {
    const { run } = makeCheckout();
    const again = run('production');
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('Argo CD manages itself');
    expect(again.calls.filter((call) => call.startsWith('helm'))).toEqual([]);
    expect(again.calls.filter((call) => write.test(call))).toHaveLength(1);
    expect(run('production', '--reinstall').calls.filter((call) => call.startsWith('helm'))).toHaveLength(1);
  });

  it('changes nothing with --dry-run and says what it would run', () => {
    const { status, stdout, calls } = makeCheckout({ kubectl: empty }).run('production', '--dry-run');
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith('kubectl') && write.test(call))).toEqual([]);
    expect(stdout).toContain('would run: kubectl apply --server-side');
    expect(stdout).toContain('apps/production/root.yaml');
    expect(stdout).toContain('Nothing was changed.');
  });

  it.each(samples)('names what %s has, and nothing else, with --dry-run', (environment) => {
    const { root, run } = makeCheckout({ environment, kubectl: empty });
    const { status, stdout, stderr, calls } = run(environment, '--dry-run');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const applied = [...stdout.matchAll(/ -[kf] (\S+)/g)].map(([, path = '']) =>
      path.replace(`${root}/`, ''),
    );
    const own = applied.filter((path) => !path.startsWith('/'));
    expect(own).toEqual([
      `overlays/${environment}/namespaces`,
      `overlays/${environment}/priority-classes`,
      `overlays/${environment}/argo-cd`,
      `apps/${environment}/root.yaml`,
    ]);
    for (const path of own) expect(existsSync(join(repository, path)), path).toBe(true);
    expect(calls.filter((call) => call.startsWith('helm template'))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith('kubectl') && write.test(call))).toEqual([]);
  });

  it('gives an Argo CD of somebody else the health checks and the root', () => {
    const checkout = makeCheckout({ helm: null });
    rmSync(join(checkout.root, 'apps/production/bootstrap'), { recursive: true });
    const { status, calls } = checkout.run('production');
    expect(status).toBe(0);
    expect(calls.filter((call) => write.test(call))).toEqual([
      'kubectl apply --server-side --field-manager=matrix-gitops -f /apps/production/argocd-cm.yaml',
      'kubectl apply --server-side --force-conflicts --field-manager=matrix-gitops -f /apps/production/root.yaml',
    ]);
  });

  it('applies nothing when the chart cannot be rendered', () => {
    const { status, calls } = makeCheckout({ kubectl: empty, helm: 'echo no route >&2; exit 1' }).run(
      'production',
    );
    expect(status).toBe(1);
    expect(calls.filter((call) => write.test(call))).toEqual([]);
  });

  it('does not hand over when Argo CD does not come up', () => {
    const stuck = 'case "$*" in *"get application"*|*"condition=Available"*) exit 1 ;; esac; exit 0';
    const { status, calls } = makeCheckout({ kubectl: stuck }).run('production');
    expect(status).toBe(1);
    expect(calls.filter((call) => call.includes('root.yaml'))).toEqual([]);
  });

  it('stops when the cluster does not answer', () => {
    const { status, stderr, calls } = makeCheckout({ kubectl: 'exit 1' }).run('production', '--context', 'x');
    expect(status).toBe(1);
    expect(stderr).toContain('the cluster does not answer');
    expect(calls.filter((call) => write.test(call))).toEqual([]);
  });

  it.each([
    [[], 'which environment'],
    [['nowhere'], 'apps/nowhere/root.yaml is not there'],
    [['production', 'dev'], 'one environment at a time'],
    [['../production'], 'not a name of an environment'],
    [['production', '--force'], 'unknown option --force'],
    [['production', '--context'], '--context needs a name'],
  ])('refuses %j', (args, message) => {
    const { status, stderr, calls } = makeCheckout().run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(calls).toEqual(['']);
  });

  it('says that helm is missing', () => {
    const { status, stderr } = makeCheckout({ helm: null }).run('production');
    expect(status).toBe(2);
    expect(stderr).toContain('helm is not on PATH');
  });
});
