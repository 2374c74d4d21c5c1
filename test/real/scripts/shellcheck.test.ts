import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..', '..');
const scripts = readdirSync(join(repository, 'scripts')).filter((name) => name.endsWith('.sh'));

it.each([...scripts.map((name) => `scripts/${name}`), 'test/real/setup.sh', '.ci/run'])(
  'shellcheck has nothing to say about %s',
  (script) => {
    const { status, stdout, error } = spawnSync('shellcheck', [script], {
      cwd: repository,
      encoding: 'utf8',
    });
    expect(error).toBeUndefined();
    expect(stdout).toBe('');
    expect(status).toBe(0);
  },
);
