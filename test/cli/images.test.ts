import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImageList } from '../../generator/platform/list-images.ts';
import { makeRoot, runCli } from './sandbox.ts';

const images = (root: string, ...more: string[]) =>
  runCli(root, ['images', '--environment', 'airgap', ...more]);

/** Runs a script with programs that only write down how they were called. */
function runWithStubs(script: string, tools: readonly string[], environment: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-mirror-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const calls = join(directory, 'calls');
  for (const tool of tools) {
    writeFileSync(join(directory, tool), `#!/bin/sh\necho "${tool} $*" >> ${calls}\n`);
    chmodSync(join(directory, tool), 0o755);
  }
  const { status, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { ...environment, PATH: `${directory}:/usr/bin:/bin` },
  });
  expect(stderr).toBe('');
  return { status, calls: readFileSync(calls, 'utf8').trimEnd().split('\n') };
}

describe('images', () => {
  const root = () => makeRoot(['airgap']);

  it('lists images and charts, and what you build', () => {
    const { code, stdout } = images(root());
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^airgap: \d+ images and \d+ charts, from the mirror registry\.example\.net\/mirror\n/,
    );
    expect(stdout).toMatch(/^quay\.io\/jetstack\/cert-manager-webhook:v\S+ +Apache-2\.0 +cert-manager$/m);
    expect(stdout).toContain('Yours to build and push (images/):\nregistry.example.net/matrix/synapse-s3:');
  });

  it.each(['skopeo', 'crane', 'oras'])('prints a script that copies all of it with %s', (tool) => {
    const at = root();
    const list = JSON.parse(images(at, '--json').stdout) as ImageList;
    const { code, stdout } = images(at, '--script', tool);
    expect(code).toBe(0);
    const run = runWithStubs(stdout, [tool, 'helm']);
    expect(run.status).toBe(0);
    const copied = run.calls.filter((call) => call.startsWith(tool));
    const published = list.images.filter(({ own }) => !own);
    const oci = list.charts.filter(({ source }) => !source.startsWith('https://'));
    expect(copied).toHaveLength(published.length + oci.length);
    for (const { target } of published)
      expect(copied.some((call) => call.includes(target.split('@')[0] ?? ''))).toBe(true);
    expect(run.calls.filter((call) => call.startsWith('helm push'))).toHaveLength(
      list.charts.length - oci.length,
    );
    expect(run.calls.filter((call) => /:[^ /]+@sha256/.test(call))).toEqual([]);
  });

  it('copies to another registry where one is named', () => {
    const { stdout } = images(root(), '--script', 'crane');
    const { calls } = runWithStubs(stdout, ['crane', 'helm'], {
      MIRROR_IMAGES: 'localhost:5000/i',
      MIRROR_CHARTS: 'localhost:5000/c',
    });
    expect(calls).toContain(
      'crane copy docker.io/envoyproxy/gateway-helm:v1.9.0 localhost:5000/c/gateway-helm:v1.9.0',
    );
    expect(calls.filter((call) => call.includes('registry.example.net'))).toEqual([]);
  });

  it('proves that what is rendered comes from the mirror, patches included', () => {
    const at = root();
    runCli(at, ['generate']);
    const good = images(at, '--check');
    expect(good.stdout).toMatch(/^airgap: \d+ images and \d+ charts, all from the mirror\n$/);
    expect(good.code).toBe(0);
    appendFileSync(
      join(at, 'environments/airgap.yaml'),
      [
        'patches:',
        '  element-web:',
        '    - apiVersion: apps/v1',
        '      kind: Deployment',
        '      metadata: { name: element-web, namespace: matrix }',
        '      spec: { template: { spec: { containers: [{ name: element-web, image: "ghcr.io/x/y:v1" }] } } }',
        '',
      ].join('\n'),
    );
    expect(runCli(at, ['generate']).code).toBe(0);
    const bad = images(at, '--check');
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/^airgap: not from the mirror:\n {2}\S+: ghcr\.io\/x\/y:v1\n$/);
  });

  it('says what is newer, from a file that a machine with internet has made', () => {
    const at = root();
    const script = images(at, '--tags', 'crane').stdout;
    const { calls } = runWithStubs(script, ['crane', 'helm']);
    expect(calls).toContain('crane ls quay.io/jetstack/cert-manager-webhook');
    expect(calls).toContain('helm show chart cert-manager --repo https://charts.jetstack.io');
    expect(calls).toContain('crane ls docker.io/envoyproxy/gateway-helm');
    const file = join(at, 'published.txt');
    writeFileSync(
      file,
      [
        '# 2026-11-25',
        ...['3.4.10-alpine', '3.4.9-alpine', '3.5-alpine', '9.9.9', '3.4.1-alpine'].map(
          (tag) => `docker.io/library/haproxy ${tag}`,
        ),
        'https://charts.jetstack.io/cert-manager v1.99.0',
        'quay.io/metallb/speaker v0.16.1',
      ].join('\n'),
    );
    const { code, stdout } = images(at, '--newer', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^airgap: 2 of \d+ images and charts have a newer version/);
    expect(stdout).toMatch(/^docker\.io\/library\/haproxy +3\.4\.2-alpine +3\.4\.10-alpine$/m);
    expect(stdout).toMatch(/^https:\/\/charts\.jetstack\.io\/cert-manager +v\S+ +v1\.99\.0$/m);
    expect(stdout).toContain('The file says nothing about:\n');
    expect(stdout).not.toContain('  quay.io/metallb/speaker\n');
    expect(images(at, '--newer', '/nowhere')).toMatchObject({ code: 2, stdout: '' });
  });

  it.each(['skopeo', 'crane', 'oras'])(
    'asks for digests with %s, of the index and of each platform',
    (tool) => {
      const at = root();
      const script = images(at, '--digest-script', tool).stdout;
      const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
      const platform = (os: string, architecture: string, of: string, variant?: string) => ({
        digest: digest(of),
        platform: { os, architecture, ...(variant !== undefined && { variant }) },
      });
      const manifest = JSON.stringify({
        manifests: [
          platform('linux', 'amd64', 'a'),
          platform('linux', 'arm', 'b', 'v7'),
          platform('unknown', 'unknown', 'c'),
        ],
      });
      const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-digests-'));
      onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
      writeFileSync(join(directory, tool), `#!/bin/sh\nprintf '%s' '${manifest}'\n`);
      chmodSync(join(directory, tool), 0o755);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
        encoding: 'utf8',
        env: { PATH: `${directory}:${process.env['PATH']}` },
      });
      expect([status, stderr]).toEqual([0, '']);
      const index = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
      expect(stdout).toContain(
        [
          `docker.io/library/haproxy:3.4.2-alpine index ${index}`,
          `docker.io/library/haproxy:3.4.2-alpine linux/amd64 ${digest('a')}`,
          `docker.io/library/haproxy:3.4.2-alpine linux/arm/v7 ${digest('b')}\n`,
        ].join('\n'),
      );
      expect(stdout).not.toContain('unknown');
      const file = join(at, 'digests.txt');
      writeFileSync(file, stdout);
      const read = images(at, '--digests', file);
      expect(read.stdout).toContain(
        [
          '  docker.io/library/haproxy:3.4.2-alpine',
          `    digest: '${index}',`,
          '    platforms: {',
          `      'linux/amd64': '${digest('a')}',`,
          `      'linux/arm/v7': '${digest('b')}',`,
        ].join('\n'),
      );
      // Those that have a digest do not have this one.
      expect(read.stdout).toMatch(
        /Pushed again under the same tag; .*\n {2}docker\.io\/pgsty\/mc:\S+ {2}sha256:/,
      );
      expect(read.code).toBe(1);
    },
  );

  it('compares nothing with a file that is none', () => {
    const at = root();
    const file = join(at, 'digests.txt');
    writeFileSync(file, '# 2026-11-25\ndocker.io/library/haproxy:3.4.2-alpine index sha256:abc\n');
    const wrong = images(at, '--digests', file);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('line 2 is not');
    writeFileSync(file, '# 2026-11-25\n');
    const silent = images(at, '--digests', file);
    expect(silent.code).toBe(0);
    expect(silent.stdout).toContain('The file says nothing about:\n  docker.io/');
    expect(images(at, '--digests', '/nowhere')).toMatchObject({ code: 2, stdout: '' });
  });

  it('has no script where there is no mirror', () => {
    const { code, stderr } = runCli(makeRoot(['dev']), [
      'images',
      '--environment',
      'dev',
      '--script',
      'crane',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('set mirror.images and mirror.charts in environments/dev.yaml');
  });
});
