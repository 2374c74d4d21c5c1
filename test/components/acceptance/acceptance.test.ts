import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acceptanceComponent } from '../../../generator/components/acceptance/acceptance.ts';
import { makeScript } from '../../../generator/components/acceptance/script.ts';
import { tiers } from '../../../generator/components/tiers.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { serializeConfigFile } from '../../../generator/formats/serialize-config-file.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const environment = referenceEnvironment();

/** What a platform in good health answers, by path. */
const healthy: Readonly<Record<string, string>> = {
  '/.well-known/matrix/client': '{"m.homeserver":{}}',
  '/.well-known/matrix/server': '{"m.server":"matrix.base.invalid:443"}',
  '/_matrix/client/versions': '{"versions":[]}',
  '/_matrix/federation/v1/version': '{"server":{}}',
  '/config.json': '{"default_server_config":{}}',
};

/** Runs the script against answers, with a wget that fails for every other path, as wget does for 403 and 404. */
function ask(answers: Readonly<Record<string, string>>, of: Environment = environment) {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-acceptance-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'bin'));
  const cases = Object.entries(answers).map(([path, body]) => `*${path}) echo '${body}' ;;`);
  writeFileSync(
    join(root, 'bin/wget'),
    `#!/bin/sh\nfor url; do :; done\ncase $url in\n${cases.join('\n')}\n*) exit 1 ;;\nesac\n`,
  );
  chmodSync(join(root, 'bin/wget'), 0o755);
  writeFileSync(join(root, 'acceptance.sh'), serializeConfigFile(makeScript(of)));
  const { status, stdout } = spawnSync('/bin/sh', [join(root, 'acceptance.sh'), '0'], {
    encoding: 'utf8',
    env: { PATH: `${root}/bin:/usr/bin:/bin` },
  });
  return { status, stdout };
}

describe('the acceptance check', () => {
  it('accepts a platform that answers', () => {
    const { status, stdout } = ask(healthy);
    expect(stdout).toMatch(/Accepted\.\n$/);
    expect(stdout.match(/^ok/gm)).toHaveLength(6);
    expect(status).toBe(0);
  });

  it.each(Object.keys(healthy))('fails without %s, and says so', (path) => {
    const { status, stdout } = ask(
      Object.fromEntries(Object.entries(healthy).filter(([key]) => key !== path)),
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAILED .*no answer/m);
    expect(stdout).toContain('Not accepted:');
  });

  it('fails when something else answers', () => {
    expect(ask({ ...healthy, '/_matrix/client/versions': '<html>' }).status).toBe(1);
  });

  it('fails when the admin API answers on the public port', () => {
    const { status, stdout } = ask({ ...healthy, '/_synapse/admin/v1/server_version': '{}' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAILED {2}admin API on the public port/m);
  });

  it('does not ask for federation where it is closed', () => {
    const closed: Environment = { ...environment, network: { ...environment.network, federation: 'closed' } };
    const { '/_matrix/federation/v1/version': _, ...rest } = healthy;
    expect(ask(rest, closed).status).toBe(0);
  });

  it('is a hook that Argo CD repeats, in the last wave of all', () => {
    const job = acceptanceComponent.render(environment).resources.find(({ kind }) => kind === 'Job');
    expect(job?.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'PostSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    });
    const waves = Object.values(tiers).map(({ wave }) => wave);
    expect(tiers[acceptanceComponent.tier].wave).toBe(Math.max(...waves));
  });
});
