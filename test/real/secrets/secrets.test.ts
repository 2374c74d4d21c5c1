import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import { printYaml } from '../../../generator/formats/yaml.ts';
import { assemblePlatform } from '../../../generator/platform/assemble-platform.ts';
import { generateSecrets } from '../../../generator/secrets/generate-secrets.ts';
import { type PlainSecret, sealSecret } from '../../../generator/secrets/seal-secret.ts';
import { selectKeys } from '../../../generator/secrets/secret-keys.ts';
import { findProgram } from '../synapse/find-program.ts';

const root = join(import.meta.dirname, '../../..');
const kubeseal = findProgram(
  'MATRIX_GITOPS_KUBESEAL',
  [join(root, '.tools/sealed-secrets/kubeseal')],
  ['--version'],
);
const python = findProgram(
  'MATRIX_GITOPS_PYTHON',
  [join(root, '.tools/synapse/bin/python3'), 'python3'],
  ['-c', 'import synapse, signedjson'],
);

const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-sealed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { environments = [] } = loadEnvironments(root);
const production = environments.find(({ environment }) => environment.name === 'production');
if (production === undefined) throw new Error('There is no environment production');
const { secrets } = assemblePlatform(production.environment);
const { manifests } = generateSecrets(secrets, {}, selectKeys(secrets, []));

/** Go prints an empty value as null. */
const decode = (text: string | null) => Buffer.from(text ?? '', 'base64').toString();

function run(command: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

describe.skipIf(kubeseal === undefined)('sealed Secrets', () => {
  const key = join(directory, 'key.pem');
  const certificate = join(directory, 'cert.pem');
  const subject = ['-subj', '/CN=sealed-secrets', '-days', '2', '-keyout', key, '-out', certificate];
  run('openssl', ['req', '-x509', '-newkey', 'rsa:4096', '-nodes', ...subject], '');
  const publicKey = createPublicKey(readFileSync(certificate, 'utf8'));
  const unseal = (sealed: unknown) =>
    run(
      kubeseal ?? '',
      ['--recovery-unseal', '--recovery-private-key', key, '--format', 'json'],
      printYaml(sealed),
    );

  it('come back from the real kubeseal as they were', () => {
    expect(manifests.length).toBeGreaterThan(10);
    for (const manifest of manifests) {
      const recovered = JSON.parse(unseal(sealSecret(manifest, publicKey))) as PlainSecret;
      expect(recovered.data).toEqual(manifest.data);
      expect(recovered.type ?? 'Opaque').toBe(manifest.type);
      expect(recovered.metadata).toMatchObject(manifest.metadata);
    }
  });

  it('keep line breaks, other scripts and emptiness', () => {
    const stringData = { lines: 'a\nb\n', text: 'żółw 🐢', empty: '' };
    const metadata = { name: 'texts', namespace: 'matrix' };
    const recovered = JSON.parse(unseal(sealSecret({ kind: 'Secret', metadata, stringData }, publicKey)));
    const data = Object.entries((recovered as PlainSecret).data ?? {});
    expect(Object.fromEntries(data.map(([name, text]) => [name, decode(text)]))).toEqual(stringData);
  });

  it('open under their own name and namespace only', () => {
    const [manifest] = manifests;
    if (manifest === undefined) throw new Error('nothing was generated');
    const sealed = sealSecret(manifest, publicKey);
    for (const change of [{ name: 'other' }, { namespace: 'other' }])
      expect(() => unseal({ ...sealed, metadata: { ...sealed.metadata, ...change } })).toThrow(
        /no key could decrypt secret/,
      );
  });

  it('carry no plain copy of the Secret', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"k":"aGk="}}',
      'sealedsecrets.bitnami.com/cluster-wide': 'true',
      kept: 'yes',
    };
    const metadata = { name: 'a', namespace: 'b', annotations };
    const sealed = sealSecret({ kind: 'Secret', metadata, data: { k: 'aGk=' } }, publicKey);
    expect(sealed.spec.template.metadata.annotations).toEqual({ kept: 'yes' });
  });
});

describe.skipIf(python === undefined)('the signing key', () => {
  it('is read by the signedjson of Synapse, and signs', () => {
    const key = Buffer.from(
      manifests.find(({ metadata }) => metadata.name === 'synapse-secrets')?.data['signing-key'] ?? '',
      'base64',
    ).toString();
    const script = [
      'import sys',
      'from signedjson.key import read_signing_keys, write_signing_keys, get_verify_key, encode_verify_key_base64',
      'from signedjson.sign import sign_json, verify_signed_json',
      'import io',
      'text = sys.stdin.read()',
      '(key,) = read_signing_keys(text.splitlines())',
      "signed = sign_json({'a': 1}, 'example.org', key)",
      "verify_signed_json(signed, 'example.org', get_verify_key(key))",
      'out = io.StringIO()',
      'write_signing_keys(out, [key])',
      'assert out.getvalue() == text, "Synapse writes it otherwise"',
      'print(key.alg, key.version)',
    ];
    expect(run(python ?? '', ['-c', script.join('\n')], key)).toMatch(/^ed25519 a_[A-Za-z0-9]{4}\n$/);
  });
});
