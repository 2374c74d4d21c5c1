import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeRoot } from './sandbox.ts';

const repository = join(import.meta.dirname, '..', '..');

it('the pre-commit hook refuses a stale tree and lets a current one pass', () => {
  const root = makeRoot([]);
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CI: 'false' },
    });
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' });
  for (const file of stdout.split('\0').filter((name) => name !== '' && existsSync(join(repository, name))))
    cpSync(join(repository, file), join(root, file));
  for (const folder of ['node_modules', '.tools']) symlinkSync(join(repository, folder), join(root, folder));
  git('init', '--quiet');
  expect(spawnSync('npm', ['run', '--silent', 'hooks'], { cwd: root, encoding: 'utf8' }).status).toBe(0);

  git('add', 'environments');
  const passed = git('commit', '--message', 'first');
  expect(passed.status, passed.stderr).toBe(0);

  appendFileSync(join(root, 'environments/dev.yaml'), '\nelementWeb: { replicas: 3 }\n');
  git('add', 'environments');
  const refused = git('commit', '--message', 'second');
  expect(refused.status).not.toBe(0);
  expect(`${refused.stdout}${refused.stderr}`).toContain('tree/stale');
  expect(refused.stderr).toContain('Commit refused.');
  expect(git('log', '--oneline').stdout.trim().split('\n')).toHaveLength(1);
}, 180_000);
