import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../generator/tools/tool-versions.ts';

const commands =
  'awk cat chmod curl cut dirname gzip head ln mkdir mktemp mv rm sh sha256sum shasum sleep tail tar timeout uname'.split(
    ' ',
  );

/** A copy of the installer in a directory of its own, with a PATH that has what it needs and nothing else. */
export interface Sandbox {
  readonly root: string;
  /** The only directory on PATH. */
  readonly path: string;
  run(
    env?: Record<string, string>,
    tools?: readonly string[],
  ): Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** Names in `.tools/bin`, and any leftover beside it. */
  left(): string[];
}

/** Makes a sandbox whose table is `lines`. */
export function makeSandbox(lines: readonly string[], without: readonly string[] = []): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'tools-'));
  const path = join(root, 'path');
  mkdirSync(join(root, 'scripts'));
  mkdirSync(path);
  copyFileSync(join(projectRoot, 'scripts/install-tools.sh'), join(root, 'scripts/install-tools.sh'));
  writeFileSync(join(root, 'scripts/tools.tsv'), `${lines.join('\n')}\n`);
  for (const command of commands.filter((name) => !without.includes(name))) {
    const file = ['/usr/bin', '/bin', '/usr/local/bin']
      .map((directory) => join(directory, command))
      .find(existsSync);
    if (file !== undefined) symlinkSync(file, join(path, command));
  }
  const list = (directory: string) => (existsSync(directory) ? readdirSync(directory) : []);
  return {
    root,
    path,
    run: (env = {}, tools = []) =>
      new Promise((resolve) => {
        const child = spawn('/bin/sh', [join(root, 'scripts/install-tools.sh'), ...tools], {
          env: { PATH: path, ...env },
        });
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (chunk) => (stdout += chunk));
        child.stderr.on('data', (chunk) => (stderr += chunk));
        child.on('close', (code) => resolve({ code, stdout, stderr }));
      }),
    left: () =>
      [
        ...list(join(root, '.tools/bin')),
        ...list(join(root, '.tools')).filter((name) => name !== 'bin'),
      ].sort(),
  };
}

/** Writes an executable shell script. */
export function writeScript(file: string, body: string): void {
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** A release archive of a tool that prints `version`, and its hash. */
export function makeArchive(tool: string, version: string): { bytes: Buffer; sha256: string } {
  const directory = mkdtempSync(join(tmpdir(), 'archive-'));
  writeScript(join(directory, tool), `echo ${version}`);
  spawnSync('tar', ['-czf', join(directory, 'a.tar.gz'), '-C', directory, tool]);
  const bytes = readFileSync(join(directory, 'a.tar.gz'));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A server on a loopback port of its own; `requests` grows with each path asked for. */
export async function serve(
  listener: RequestListener,
): Promise<{ url: string; requests: string[]; close: () => void }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => server.close(),
  };
}
