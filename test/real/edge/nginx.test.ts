import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminUiComponent } from '../../../generator/components/clients/admin-ui/admin-ui.ts';
import { elementWebComponent } from '../../../generator/components/clients/element-web/element-web.ts';
import type { Component } from '../../../generator/components/component.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { getIn } from '../../../generator/kubernetes/json.ts';
import type { Json } from '../../../generator/kubernetes/object.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';

/** Sites that nginx serves, with the sample that they are taken from. */
const sites: readonly [string, string, Component][] = [
  ['Element Web', 'production', elementWebComponent],
  ['Element Web', 'airgap', elementWebComponent],
  ['synapse-admin', 'design-2025', adminUiComponent],
];
const { environments = [] } = loadEnvironments(projectRoot);

/** What a component renders for nginx: its files, and where the pod mounts them. */
function readSite(sample: string, component: Component) {
  const environment = environments.find(({ environment: { name } }) => name === sample)?.environment;
  if (environment === undefined) throw new Error(`there is no sample ${sample}`);
  const { resources, configMaps } = component.render(environment);
  const deployment = resources.find(({ kind }) => kind === 'Deployment') as unknown as Json;
  const mount = ['spec', 'template', 'spec', 'containers', 0, 'volumeMounts', 0, 'mountPath'];
  const text = (name: string) => {
    const file = configMaps[0]?.files[name];
    if (file === undefined) throw new Error(`${component.name} has no ${name}`);
    return serializeConfigFile(file);
  };
  return {
    directory: String(getIn(deployment, mount)),
    nginx: text('nginx.conf'),
    config: text('config.json'),
  };
}

const nginx = findNginx();
if (nginx === undefined) {
  const reason = 'element-web: no nginx on this machine (sh test/real/setup.sh installs it)';
  if (process.env['CI'] === 'true') throw new Error(reason);
  console.warn(`skipped, ${reason}`);
}

/** Runs the rendered nginx.conf in a real nginx, with its three directories and its port moved. */
describe.skipIf(nginx === undefined).each(sites)('nginx with %s of %s', (_, sample, component) => {
  const site = readSite(sample, component);
  const root = mkdtempSync(join(tmpdir(), 'element-web-'));
  const app = join(root, 'app');
  let origin = '';
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    // Started as root, nginx serves as another user, who must be able to read.
    chmodSync(root, 0o755);
    for (const directory of [join(app, 'i18n'), join(app, 'bundles'), join(root, 'etc'), join(root, 'tmp')])
      mkdirSync(directory, { recursive: true });
    writeFileSync(join(app, 'index.html'), '<!doctype html><title>Element</title>');
    writeFileSync(join(app, 'version'), '1.12.30');
    writeFileSync(join(app, 'config.json'), '{"sample":true}');
    writeFileSync(join(app, 'i18n', 'en.json'), '{}');
    writeFileSync(join(app, 'bundles', 'app.js'), 'let x = 1;\n'.repeat(1000));
    writeFileSync(join(app, 'bundles', 'crypto.wasm'), '\0asm');
    writeFileSync(join(root, 'etc', 'config.json'), site.config);
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const config = site.nginx
      .replaceAll(' /tmp/', ` ${join(root, 'tmp')}/`)
      .replaceAll(site.directory, join(root, 'etc'))
      .replaceAll('root /app;', `root ${app};`)
      .replaceAll('listen 8080;', `listen 127.0.0.1:${port};`);
    const file = join(root, 'etc', 'nginx.conf');
    writeFileSync(file, config);
    execFileSync(nginx ?? '', ['-e', 'stderr', '-t', '-c', file], { stdio: 'pipe' });
    server = spawn(nginx ?? '', ['-e', 'stderr', '-c', file], { stdio: 'ignore' });
    await waitFor(`${origin}/config.json`);
  });

  afterAll(async () => {
    if (server !== undefined) {
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      server.kill('SIGQUIT');
      await ended;
    }
    rmSync(root, { recursive: true, force: true });
  });

  it('serves our config.json, not the sample of the image', async () => {
    const response = await fetch(`${origin}/config.json`);
    expect(await response.json()).toEqual(JSON.parse(site.config));
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  it.each([
    ['/', 'no-cache'],
    ['/index.html', 'no-cache'],
    ['/version', 'no-cache'],
    ['/config.json', 'no-cache'],
    ['/config.element.example.org.json', 'no-cache'],
    ['/i18n/en.json', 'no-cache'],
    ['/bundles/app.js', null],
  ])('sends %s with Cache-Control %s', async (path, expected) => {
    const response = await fetch(`${origin}${path}`);
    expect(response.headers.get('cache-control')).toBe(expected);
  });

  it.each([['/'], ['/config.json'], ['/bundles/app.js'], ['/missing']])(
    'sends %s with the headers that upstream asks for',
    async (path) => {
      const { headers } = await fetch(`${origin}${path}`);
      expect(headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('server')).toBe('nginx');
    },
  );

  it('answers 404 for a configuration by host name, which sends the client to config.json', async () => {
    expect((await fetch(`${origin}/config.element.example.org.json`)).status).toBe(404);
  });

  it('compresses scripts and names WebAssembly by its type', async () => {
    const response = await fetch(`${origin}/bundles/app.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect((await response.text()).length).toBe(11_000);
    const wasm = await fetch(`${origin}/bundles/crypto.wasm`);
    expect(wasm.headers.get('content-type')).toBe('application/wasm');
  });

  it('redirects without naming the port inside', async () => {
    const response = await fetch(`${origin}/i18n`, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/i18n/');
  });
});

function findNginx(): string | undefined {
  for (const path of ['/usr/sbin/nginx', 'nginx']) {
    try {
      execFileSync(path, ['-v'], { stdio: 'pipe' });
      return path;
    } catch {
      // Try the next one.
    }
  }
  return undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}

async function waitFor(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}
