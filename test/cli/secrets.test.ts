import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { makeRoot, runCli } from './sandbox.ts';

interface Manifest {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data: Record<string, string>;
}

const read = (stdout: string) => parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);

function outside(name: string, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-provided-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}

describe('secrets list', () => {
  it('says where every value comes from and who reads it', () => {
    const { code, stdout } = runCli(makeRoot(['dev']), ['secrets', 'list', '--environment', 'dev']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev: \d+ Secrets with \d+ keys; 1 values come from you/);
    expect(stdout).toMatch(/signing-key +a new Ed25519 signing key +StatefulSet\/synapse-main/);
  });

  it('gives the same as data, without values', () => {
    const { stdout } = runCli(makeRoot(['dev']), ['secrets', 'list', '--environment', 'dev', '--json']);
    const { secrets } = JSON.parse(stdout) as { secrets: { name: string; keys: object[] }[] };
    expect(secrets.find(({ name }) => name === 'acme-dns-credentials')?.keys).toEqual([
      { key: 'api-token', from: 'you', provided: true },
    ]);
  });
});

describe('secrets generate', () => {
  const generate = (root: string, ...more: string[]) =>
    runCli(root, ['secrets', 'generate', '--environment', 'dev', ...more]);

  it('prints Secrets to stdout, and what it cannot know to stderr', () => {
    const root = makeRoot(['dev']);
    const { code, stdout, stderr } = generate(root);
    expect(code).toBe(1);
    expect(stderr).toContain('  cert-manager/acme-dns-credentials/api-token\n');
    const names = read(stdout).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(names).toContain('matrix/synapse-secrets');
    expect(names).not.toContain('cert-manager/acme-dns-credentials');
  });

  it('takes values from a file outside the repository, never from one inside', () => {
    const root = makeRoot(['dev']);
    const text = 'cert-manager/acme-dns-credentials: { api-token: abc }\n';
    const { code, stdout } = generate(root, '--provided', outside('values.yaml', text));
    expect(code).toBe(0);
    expect(read(stdout).find(({ metadata }) => metadata.name === 'acme-dns-credentials')?.data).toEqual({
      'api-token': Buffer.from('abc').toString('base64'),
    });
    writeFileSync(join(root, 'values.yaml'), text);
    const inside = generate(root, '--provided', join(root, 'values.yaml'));
    expect(inside).toMatchObject({ code: 2, stdout: '' });
    expect(inside.stderr).toContain('keep secrets out of it');
  });

  it('draws one key of a Secret anew, and its copies', () => {
    const { code, stdout } = generate(makeRoot(['dev']), '--only', 'rtc/coturn-auth');
    expect(code).toBe(0);
    const [one, other, ...more] = read(stdout);
    expect([one, other].map((secret) => secret?.metadata.namespace).sort()).toEqual(['matrix', 'rtc']);
    expect(one?.data).toEqual(other?.data);
    expect(more).toEqual([]);
    expect(generate(makeRoot(['dev']), '--only', 'rtc/nothing')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('entries of a store', () => {
  it('are listed once for all copies, without constants', () => {
    const root = makeRoot(['staging']);
    const { code, stdout } = runCli(root, ['secrets', 'list', '--environment', 'staging', '--store-entries']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/matrix\/staging\/rtc\/coturn-auth +static-auth-secret +64 random characters/);
    expect(stdout).not.toMatch(/matrix\/staging\/matrix\/coturn-auth|username|keys\.yaml/);
  });

  it('come with their values, a line each', () => {
    const root = makeRoot(['staging']);
    const more = ['--environment', 'staging', '--store-entries', '--only', 'matrix/coturn-auth'];
    const { code, stdout } = runCli(root, ['secrets', 'generate', ...more]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^matrix\/staging\/rtc\/coturn-auth \{"static-auth-secret":"[A-Za-z0-9]{64}"\}\n$/,
    );
  });

  it('are none where there is no store', () => {
    const root = makeRoot(['dev']);
    for (const verb of ['list', 'generate']) {
      const run = runCli(root, ['secrets', verb, '--environment', 'dev', '--store-entries']);
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toContain('there is no store');
    }
  });
});

describe('secrets seal', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  it.each([
    ['no file', '/nowhere/cert.pem', /--cert: ENOENT/],
    ['a key of another kind', undefined, /holds no RSA key/],
  ])('refuses %s', (_, file, message) => {
    const { code, stderr } = runCli(makeRoot(['dev']), [
      'secrets',
      'seal',
      '--cert',
      file ?? outside('c.pem', pem),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
