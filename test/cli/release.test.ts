import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePin } from '../../generator/cli/release/write-pin.ts';
import { makeRoot, runCli } from './sandbox.ts';

function git(root: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function commit(root: string): void {
  git(root, 'add', '--all');
  git(root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'x');
}

/** A committed tree of one small environment, tagged v1. */
function makeRepository(): string {
  const root = makeRoot(['dev']);
  git(root, 'init', '--quiet', '--initial-branch', 'main');
  runCli(root, ['generate']);
  commit(root);
  git(root, 'tag', 'v1');
  return root;
}

const file = 'environments/dev.yaml';
const release = (root: string, tag: string, ...more: string[]) =>
  runCli(root, ['release', '--environment', 'dev', '--tag', tag, ...more]);

describe('release', () => {
  it('pins, regenerates, and says what syncs in which order', () => {
    const root = makeRepository();
    const before = readFileSync(join(root, file), 'utf8');
    const { code, stdout, stderr } = release(root, 'v1');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev is pinned to v1, before: not pinned/);
    const waves = [...stdout.matchAll(/^ +(-?\d+) {2}/gm)].map(([, wave]) => Number(wave));
    expect(waves).toEqual(waves.toSorted((one, other) => one - other));
    expect(stdout).toMatch(/ 10 {2}synapse/);
    const after = readFileSync(join(root, file), 'utf8');
    expect(after.replace('  release: "v1"\n', '')).toBe(before);
    expect(readFileSync(join(root, 'apps/dev/children/synapse.yaml'), 'utf8')).toContain(
      'targetRevision: v1',
    );
    expect(readFileSync(join(root, 'apps/dev/root.yaml'), 'utf8')).toContain('targetRevision: main');
    expect(runCli(root, ['generate', '--check']).code).toBe(0);

    const again = release(root, 'v1');
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^dev is pinned to v1 already/);

    commit(root);
    appendFileSync(join(root, file), 'elementWeb: { replicas: 2 }\n');
    runCli(root, ['generate']);
    commit(root);
    git(root, 'tag', 'v2');
    const next = release(root, 'v2', '--json');
    expect(next.code).toBe(0);
    const { before: last, steps } = JSON.parse(next.stdout) as {
      before: string;
      steps: { component: string; changedFiles: number }[];
    };
    expect(last).toBe('v1');
    const changed = steps.filter(({ changedFiles }) => changedFiles > 0).map(({ component }) => component);
    expect(changed).toEqual(['element-web']);
  }, 180_000);

  it('refuses what is not committed, and leaves everything as it was', () => {
    const root = makeRepository();
    writeFileSync(join(root, 'notes.txt'), 'x');
    const { code, stderr } = release(root, 'v1');
    expect(code).toBe(2);
    expect(stderr).toContain('?? notes.txt');
    expect(git(root, 'status', '--porcelain').trim()).toBe('?? notes.txt');
  }, 180_000);

  it('refuses a tag that does not exist, and says how to make it', () => {
    const { code, stderr } = release(makeRepository(), 'v9');
    expect(code).toBe(2);
    expect(stderr).toContain('git tag --annotate v9');
  }, 180_000);

  it('refuses a tag of another branch, and one without an overlay that is deployed', () => {
    const root = makeRepository();
    git(root, 'checkout', '--quiet', '--orphan', 'other');
    writeFileSync(join(root, 'stray.txt'), 'x');
    commit(root);
    git(root, 'tag', 'stray');
    git(root, 'checkout', '--quiet', 'main');
    expect(release(root, 'stray').stderr).toContain('is not part of this branch');
    git(root, 'rm', '--quiet', '-r', 'overlays/dev/synapse');
    commit(root);
    git(root, 'tag', 'poor');
    expect(release(root, 'poor').stderr).toContain('has no overlay of synapse');
  }, 180_000);

  it('refuses to pin a tree that is not what the generator writes', () => {
    const root = makeRepository();
    appendFileSync(join(root, 'apps/dev/root.yaml'), '# edited\n');
    commit(root);
    git(root, 'tag', 'edited');
    const { code, stderr } = release(root, 'edited');
    expect(code).toBe(1);
    expect(stderr).toContain('apps/dev/root.yaml');
    expect(git(root, 'status', '--porcelain')).toBe('');
  }, 180_000);

  it('refuses a tag that git takes and the environment does not', () => {
    const root = makeRepository();
    git(root, 'tag', 'v1+build');
    const { code, stderr } = release(root, 'v1+build');
    expect(code).toBe(2);
    expect(stderr).toContain('a git tag');
    expect(git(root, 'status', '--porcelain')).toBe('');
  }, 180_000);
});

describe('the pin', () => {
  it.each([
    [
      'a pin',
      'gitops:\n  release: v1 # last\n  repository: x\n',
      'gitops:\n  release: "v2" # last\n  repository: x\n',
    ],
    [
      'no pin',
      'gitops:\n    # here\n    repository: x # why\n\nnext: 1\n',
      'gitops:\n    # here\n    repository: x # why\n    release: "v2"\n\nnext: 1\n',
    ],
    ['null', 'gitops:\n  release: null\n  repository: x\n', 'gitops:\n  release: "v2"\n  repository: x\n'],
    ['braces', 'gitops: { repository: x, release: v1 }\n', 'gitops: { repository: x, release: "v2" }\n'],
    ['no last line break', 'gitops:\n  repository: x', 'gitops:\n  repository: x\n  release: "v2"\n'],
  ])('replaces or adds one line: %s', (_, before, after) => {
    expect(writePin(before, 'v2')).toBe(after);
  });

  it('asks a person where it cannot add a line', () => {
    expect(() => writePin('gitops: { repository: x }\n', 'v2')).toThrow(/by hand/);
  });
});
