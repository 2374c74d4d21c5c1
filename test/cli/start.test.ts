import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');

/** A copy of the sources, so that their state can change. */
function copySources(): string {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-start-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const entry of ['generator', 'environments', 'package.json', 'package-lock.json'])
    cpSync(join(repository, entry), join(root, entry), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const args = (root: string) => [join(root, 'generator/cli/start.mjs'), 'plan', 'dev', '--json'];

function start(root: string, environment: Record<string, string> = {}) {
  const { status, stdout } = spawnSync(process.execPath, args(root), {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { status, stdout };
}

it('bundles once per state of the sources, and prints what the sources print', () => {
  const root = copySources();
  const asTheyAre = start(root, { MATRIX_GITOPS_DEBUG: '1' });
  expect(asTheyAre.status).toBe(0);
  expect(start(root)).toEqual(asTheyAre);
  const [bundle] = readdirSync(join(root, '.cache/cli'));
  expect(start(root)).toEqual(asTheyAre);
  expect(readdirSync(join(root, '.cache/cli'))).toEqual([bundle]);
  utimesSync(join(root, 'generator/versions.ts'), new Date(), new Date());
  expect(start(root)).toEqual(asTheyAre);
  const after = readdirSync(join(root, '.cache/cli'));
  expect(after).toHaveLength(1);
  expect(after).not.toEqual([bundle]);
});

it('works where nothing can be cached', () => {
  const root = copySources();
  writeFileSync(join(root, '.cache'), 'in the way');
  expect(start(root).status).toBe(0);
});

it('lets several first runs at once all succeed', async () => {
  const root = copySources();
  const codes = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve) => {
          spawn(process.execPath, args(root), { stdio: 'ignore' }).on('exit', resolve);
        }),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
});
