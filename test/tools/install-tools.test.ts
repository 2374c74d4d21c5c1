import { existsSync, lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { makeArchive, makeSandbox, serve, writeScript } from './tool-sandbox.ts';

const here = `${platform()}-${arch() === 'x64' ? 'amd64' : arch()}`;
const archive = makeArchive('widget', 'v1.2.3');
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function table(sha256: string, key = here): string[] {
  return [
    'widget\tv1.2.3\tasks\tversion\t-',
    'widget\tv1.2.3\tgo\texample.org/widget\t-',
    `widget\tv1.2.3\t${key}\thttps://release.invalid/v1.2.3/widget.tar.gz\t${sha256}`,
  ];
}

async function mirror(listener: RequestListener) {
  const server = await serve(listener);
  closers.push(server.close);
  return { ...server, env: { MATRIX_GITOPS_TOOLS_URL: server.url } };
}

const whole: RequestListener = (_, response) => response.end(archive.bytes);
const missing: RequestListener = (_, response) => response.writeHead(404).end('no');
/** A `go` that builds a program which does not know its version, and notes what it was asked for. */
const fakeGo =
  'echo "$*" >"$GOBIN.args"\nmkdir -p "$GOBIN"\nprintf \'#!/bin/sh\\necho development\\n\' >"$GOBIN/widget"\nchmod 755 "$GOBIN/widget"\ncat "$GOBIN.args" >&2\necho "$*" >"$GO_NOTE"';

describe('release archive', () => {
  test('with the pinned hash is installed, once', async () => {
    const sandbox = makeSandbox(table(archive.sha256));
    const { env, requests } = await mirror(whole);
    expect(await sandbox.run(env)).toEqual({ code: 0, stdout: 'widget v1.2.3: downloaded\n', stderr: '' });
    expect(sandbox.left()).toEqual(['.widget.version', 'widget']);
    expect(readFileSync(join(sandbox.root, '.tools/bin/widget'), 'utf8')).toBe('#!/bin/sh\necho v1.2.3\n');
    expect(await sandbox.run(env)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(requests).toEqual(['/widget.tar.gz']);
  });

  test('with another hash is refused and leaves nothing', async () => {
    const sandbox = makeSandbox(table('0'.repeat(64)));
    const { env, url } = await mirror(whole);
    const { code, stdout, stderr } = await sandbox.run(env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `install-tools: widget v1.2.3 is missing: ${url}/widget.tar.gz has another SHA-256 than the one pinned in scripts/tools.tsv and was refused, and Go is not installed; install widget v1.2.3 or Go, or set MATRIX_GITOPS_TOOLS_URL to a mirror of its archive.\n`,
    );
    expect(sandbox.left()).toEqual([]);
  });

  test.each([['curl'], ['wget']])('cut off on its way is refused (%s)', async (program) => {
    const sandbox = makeSandbox(table(archive.sha256), program === 'wget' ? ['curl'] : []);
    if (program === 'wget') writeScript(join(sandbox.path, 'wget'), 'exec /usr/bin/wget "$@"');
    const { env } = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': archive.bytes.length });
      response.write(archive.bytes.subarray(0, archive.bytes.length - 10), () => response.destroy());
    });
    const { code, stderr } = await sandbox.run(env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/could not be downloaded|another SHA-256/);
    expect(sandbox.left()).toEqual([]);
  });

  test('comes through wget where curl is not there', async ({ skip }) => {
    if (!existsSync('/usr/bin/wget')) skip('wget is not installed');
    const sandbox = makeSandbox(table(archive.sha256), ['curl']);
    writeScript(join(sandbox.path, 'wget'), 'exec /usr/bin/wget "$@"');
    const { env } = await mirror(whole);
    expect(await sandbox.run(env)).toEqual({ code: 0, stdout: 'widget v1.2.3: downloaded\n', stderr: '' });
  });

  test('whose program is another version is refused', async () => {
    const other = makeArchive('widget', 'v9.9.9');
    const sandbox = makeSandbox(table(other.sha256));
    const { env } = await mirror((_, response) => response.end(other.bytes));
    const { code, stderr } = await sandbox.run(env);
    expect(code).toBe(1);
    expect(stderr).toContain('does not run here as v1.2.3');
    expect(sandbox.left()).toEqual([]);
  });

  test('is not asked for when none is pinned for this platform', async () => {
    const sandbox = makeSandbox(table(archive.sha256, 'plan9-mips'));
    const { env, requests } = await mirror(whole);
    expect((await sandbox.run(env)).stderr).toContain(
      `no archive is pinned for ${here}, and Go is not installed`,
    );
    expect(requests).toEqual([]);
  });
});

test('go install at the pinned version follows a 404, and a stamp records what it built', async () => {
  const sandbox = makeSandbox(table(archive.sha256));
  const { env } = await mirror(missing);
  writeScript(join(sandbox.path, 'go'), fakeGo);
  const note = join(sandbox.root, 'note');
  const { code, stdout } = await sandbox.run({ ...env, GO_NOTE: note });
  expect([code, stdout]).toEqual([
    0,
    'widget v1.2.3: building with go install, which takes about a minute\n',
  ]);
  expect(readFileSync(note, 'utf8')).toBe('install example.org/widget@v1.2.3\n');
  expect(sandbox.left()).toEqual(['.widget.version', 'widget']);
  expect(readFileSync(join(sandbox.root, '.tools/bin/.widget.version'), 'utf8')).toBe('v1.2.3\n');
  expect(await sandbox.run(env)).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a failing go install is one sentence with its last line', async () => {
  const sandbox = makeSandbox(table(archive.sha256));
  const { env } = await mirror(missing);
  writeScript(join(sandbox.path, 'go'), 'echo first >&2; echo no such module >&2; exit 1');
  const { code, stderr } = await sandbox.run(env);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(
    'could not be downloaded, and go install failed: no such module; install widget v1.2.3',
  );
  expect(sandbox.left()).toEqual([]);
});

test('a matching version on PATH is linked and nothing is downloaded', async () => {
  const sandbox = makeSandbox(table(archive.sha256));
  const { env, requests } = await mirror(whole);
  const found = join(sandbox.path, 'widget');
  writeScript(found, 'echo v1.2.3');
  expect((await sandbox.run(env)).stdout).toBe(`widget v1.2.3: found on PATH, ${found}\n`);
  expect(readlinkSync(join(sandbox.root, '.tools/bin/widget'))).toBe(found);
  expect(requests).toEqual([]);
  // The linked tool changed: it no longer counts, and the archive takes its place.
  writeScript(found, 'echo v1.2.4');
  expect((await sandbox.run(env)).stdout).toBe('widget v1.2.3: downloaded\n');
  expect(lstatSync(join(sandbox.root, '.tools/bin/widget')).isSymbolicLink()).toBe(false);
});

test('a tool of an older pin is replaced', async () => {
  const sandbox = makeSandbox(table(archive.sha256));
  const { env } = await mirror(whole);
  await sandbox.run(env);
  writeFileSync(join(sandbox.root, '.tools/bin/.widget.version'), 'v1.0.0\n');
  expect((await sandbox.run(env)).stdout).toBe('widget v1.2.3: downloaded\n');
});

test('two runs at once both succeed', async () => {
  const sandbox = makeSandbox(table(archive.sha256));
  const { env } = await mirror((_, response) => setTimeout(() => response.end(archive.bytes), 200));
  const runs = await Promise.all([sandbox.run(env), sandbox.run(env)]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(sandbox.left()).toEqual(['.widget.version', 'widget']);
});

test('a place that cannot be written is said in one sentence', async () => {
  const sandbox = makeSandbox(table(archive.sha256));
  writeFileSync(join(sandbox.root, '.tools'), 'in the way');
  expect(await sandbox.run()).toEqual({
    code: 1,
    stdout: '',
    stderr: `install-tools: widget v1.2.3 is missing and ${sandbox.root}/.tools cannot be written: make it writable, or put widget v1.2.3 on PATH.\n`,
  });
});

test('a tool that the table does not have is an error', async () => {
  const { code, stderr } = await makeSandbox(table(archive.sha256)).run({}, ['gadget']);
  expect([code, stderr]).toEqual([1, 'install-tools: gadget is not in scripts/tools.tsv.\n']);
});
