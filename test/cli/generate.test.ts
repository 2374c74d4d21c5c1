import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRoot, runCli } from './sandbox.ts';

function replace(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

describe('generate', () => {
  it('writes the tree, then nothing, and --check agrees', () => {
    const root = makeRoot();
    const first = runCli(root, ['generate']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^\d{3} written, 0 deleted, 0 unchanged\.\n/);
    expect(existsSync(join(root, 'apps/production/root.yaml'))).toBe(true);
    expect(runCli(root, ['generate']).stdout).toMatch(/^0 written, 0 deleted, \d{3} unchanged\.\n$/);
    expect(runCli(root, ['generate', '--check']).stdout).toMatch(/^Current: \d{3} files/);
  });

  it('touches only what depends on a changed value', () => {
    const root = makeRoot();
    runCli(root, ['generate']);
    appendFileSync(join(root, 'environments/dev.yaml'), '\nelementWeb: { resources: { cpu: 60m } }\n');
    const { stdout } = runCli(root, ['generate']);
    const written = stdout.split('\n').filter((line) => line.startsWith('  '));
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((line) => !line.startsWith('  overlays/dev/element-web/'))).toEqual([]);
  });

  it('removes what an environment left behind when its file is gone', () => {
    const root = makeRoot();
    runCli(root, ['generate']);
    writeFileSync(join(root, 'overlays/notes.txt'), 'mine');
    rmSync(join(root, 'environments/dev.yaml'));
    expect(runCli(root, ['generate']).code).toBe(0);
    expect(existsSync(join(root, 'overlays/dev'))).toBe(false);
    expect(existsSync(join(root, 'apps/dev'))).toBe(false);
    expect(readFileSync(join(root, 'overlays/notes.txt'), 'utf8')).toBe('mine');
  });

  it('keeps a hand edit, says so, and discards it with --force', () => {
    const root = makeRoot(['dev']);
    runCli(root, ['generate']);
    const file = join(root, 'base/element-web/service-element-web.yaml');
    appendFileSync(file, '# mine\n');
    const refused = runCli(root, ['generate']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('Nothing was written.');
    expect(refused.stderr).toContain('base/element-web/service-element-web.yaml');
    expect(readFileSync(file, 'utf8')).toContain('# mine');
    const check = runCli(root, ['generate', '--check', '--json']);
    expect(check.code).toBe(1);
    expect(JSON.parse(check.stdout)).toMatchObject({ version: 1, complete: false });
    expect(runCli(root, ['generate', '--force']).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('# mine');
  });

  it('writes nothing when any environment file has a mistake, and reports all of them', () => {
    const root = makeRoot();
    replace(join(root, 'environments/dev.yaml'), 'users: 50', 'users: many');
    replace(join(root, 'environments/production.yaml'), 'hosts:', 'hots:');
    const { code, stdout, stderr } = runCli(root, ['generate']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('environments/dev.yaml:6:10');
    expect(stderr).toContain('environments/production.yaml:8:1');
    expect(stderr).toContain('did you mean hosts?');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(root, 'base'))).toBe(false);
  });

  it('refuses a patch that nothing answers to', () => {
    const root = makeRoot(['dev']);
    const patch =
      '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: element-wep, namespace: matrix } }';
    appendFileSync(join(root, 'environments/dev.yaml'), `\npatches:\n  element-web:\n    - ${patch}\n`);
    const { code, stderr } = runCli(root, ['generate']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^ {2}environments\/dev\.yaml:\d+ patches\.element-web\[0\]: "element-web" has no apps\/v1 Deployment "element-wep"$/m,
    );
    expect(existsSync(join(root, 'base'))).toBe(false);
  });

  it('has no environment named base', () => {
    const root = makeRoot(['dev']);
    const text = readFileSync(join(root, 'environments/dev.yaml'), 'utf8');
    writeFileSync(join(root, 'environments/base.yaml'), text.replace('name: dev', 'name: base'));
    expect(runCli(root, ['generate'])).toMatchObject({ code: 2 });
  });

  it('reads files with CRLF line ends to the same tree', () => {
    const [one, other] = [makeRoot(['dev']), makeRoot(['dev'])];
    const file = join(other, 'environments/dev.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    for (const root of [one, other]) expect(runCli(root, ['generate']).code).toBe(0);
    expect(readFileSync(join(other, '.generated.json'), 'utf8')).toBe(
      readFileSync(join(one, '.generated.json'), 'utf8'),
    );
  });

  it('lets one of two runs at once win and leaves a whole tree', async () => {
    const root = makeRoot();
    const script = join(import.meta.dirname, '..', '..', 'generator/cli/main.ts');
    const runs = [1, 2].map(
      () =>
        new Promise<number | null>((resolve) => {
          spawn(process.execPath, ['--import', 'tsx', script, '--root', root, 'generate'], {
            stdio: 'ignore',
          }).on('exit', resolve);
        }),
    );
    const codes = await Promise.all(runs);
    expect(codes).toContain(0);
    expect(codes.every((code) => code === 0 || code === 2)).toBe(true);
    expect(runCli(root, ['generate', '--check']).code).toBe(0);
  });

  it('says what is wrong with a directory in the place of a file', () => {
    const root = makeRoot(['dev']);
    mkdirSync(join(root, 'apps/dev/root.yaml'), { recursive: true });
    const { code, stderr } = runCli(root, ['generate']);
    expect(code).toBe(2);
    expect(stderr).toContain('apps/dev/root.yaml');
    expect(statSync(join(root, 'apps/dev/root.yaml')).isDirectory()).toBe(true);
  });
});
