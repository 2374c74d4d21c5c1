import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SecretDeclaration } from '../../generator/components/component.ts';
import { loadEnvironments } from '../../generator/environment/load-environments.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { generateSecrets } from '../../generator/secrets/generate-secrets.ts';
import { listReferencesOfApp, listSecrets } from '../../generator/secrets/list-secrets.ts';
import { readProvided } from '../../generator/secrets/read-provided.ts';
import { readSecrets } from '../../generator/secrets/read-secrets.ts';
import { selectKeys } from '../../generator/secrets/secret-keys.ts';

const { environments = [] } = loadEnvironments(join(import.meta.dirname, '../..'));
const platforms = environments.map(({ environment }) => assemblePlatform(environment));

/** Secrets that another object of the platform makes, with the keys that it writes. */
const madeByOperators: Readonly<Record<string, readonly string[]>> = {
  // cloudnative-pg: CA of the cluster
  'matrix/synapse-db-ca': ['ca.crt', 'ca.key'],
};

const declarations: readonly SecretDeclaration[] = [
  {
    name: 'source',
    namespace: 'one',
    type: 'kubernetes.io/basic-auth',
    keys: {
      username: { kind: 'constant', value: 'somebody' },
      password: { kind: 'random', length: 24 },
      line: { kind: 'template', template: 'export U="{{ username }}" P="{{ password }}"\n' },
      other: { kind: 'random', length: 8 },
    },
    why: 'a test',
  },
  {
    name: 'copy',
    namespace: 'two',
    keys: { secret: { kind: 'copy', from: { namespace: 'one', name: 'source', key: 'password' } } },
    why: 'a test',
  },
  {
    name: 'theirs',
    namespace: 'two',
    keys: { token: { kind: 'provided' }, salt: { kind: 'random', length: 8 } },
    why: 'a test',
  },
  { name: 'key', namespace: 'two', keys: { signing: { kind: 'synapse-signing-key' } }, why: 'a test' },
];

const decode = (text = '') => Buffer.from(text, 'base64').toString();
const generate = (names: readonly string[] = [], provided = {}) =>
  generateSecrets(declarations, provided, selectKeys(declarations, names));

describe('the Secrets of each sample', () => {
  it.each(platforms)('$environment.name: every reference has its Secret and key', (platform) => {
    const declared = new Map(
      platform.secrets.map(({ namespace, name, keys }) => [`${namespace}/${name}`, Object.keys(keys)]),
    );
    const objects = platform.apps.flatMap(({ resources }) => resources);
    const certificates = objects.flatMap((object) => {
      if (object.kind !== 'Certificate') return [];
      const { spec } = object as unknown as { spec: { secretName: string } };
      return [`${object.metadata.namespace}/${spec.secretName}`];
    });
    const references = platform.apps
      .flatMap(listReferencesOfApp)
      .filter(({ namespace, name }) => !certificates.includes(`${namespace}/${name}`));
    expect(references.length).toBeGreaterThan(20);
    const dangling = references.filter(({ namespace, name, keys = [] }) => {
      const there = declared.get(`${namespace}/${name}`) ?? madeByOperators[`${namespace}/${name}`];
      return there === undefined || !keys.every((key) => there.includes(key));
    });
    expect(dangling).toEqual([]);
  });

  it.each(platforms)(
    '$environment.name: every declared key has a reader, and copies a source',
    (platform) => {
      const references = platform.apps.flatMap(listReferencesOfApp);
      const isRead = (namespace: string, name: string, key: string) =>
        references.some(
          (one) => one.namespace === namespace && one.name === name && (one.keys?.includes(key) ?? true),
        );
      const unread = platform.secrets.flatMap(({ namespace, name, keys }) => {
        // A Secret for a namespace of its own is read through its copies.
        const copied = platform.secrets.some((secret) =>
          Object.values(secret.keys).some(
            (one) => one.kind === 'copy' && one.from.name === name && one.from.namespace === namespace,
          ),
        );
        const embedded = Object.values(keys).flatMap((one) =>
          one.kind === 'template' ? [one.template] : [],
        );
        return Object.keys(keys)
          .filter((key) => !isRead(namespace, name, key) && !copied)
          .filter((key) => !embedded.some((template) => template.includes(`{{ ${key} }}`)))
          .map((key) => `${namespace}/${name}/${key}`);
      });
      expect(unread).toEqual([]);
      const { missing } = generateSecrets(platform.secrets, {}, selectKeys(platform.secrets, []));
      const asked = listSecrets(platform).flatMap(({ namespace, name, keys }) =>
        keys.filter(({ provided }) => provided).map(({ key }) => `${namespace}/${name}/${key}`),
      );
      expect(missing).toEqual(asked);
    },
  );
});

describe('generated values', () => {
  it('have the shape that is declared, and agree where they are shared', () => {
    const { manifests, missing } = generate([], { 'two/theirs': { token: 'given' } });
    expect(missing).toEqual([]);
    const [source, copy, theirs, key] = manifests;
    expect(source?.type).toBe('kubernetes.io/basic-auth');
    const password = decode(source?.data['password']);
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(decode(source?.data['line'])).toBe(`export U="somebody" P="${password}"\n`);
    expect(copy?.data['secret']).toBe(source?.data['password']);
    expect(decode(theirs?.data['token'])).toBe('given');
    expect(decode(key?.data['signing'])).toMatch(/^ed25519 a_[A-Za-z0-9]{4} [A-Za-z0-9+/]{43}\n$/);
  });

  it('are never the same twice', () => {
    const drawn = Array.from({ length: 50 }, () => generate().manifests[0]?.data['password']);
    expect(new Set(drawn).size).toBe(50);
  });

  it('leave out a whole Secret of which one value is missing, and name that', () => {
    const { manifests, missing } = generate();
    expect(missing).toEqual(['two/theirs/token']);
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(['source', 'copy', 'key']);
  });

  it('take along what shares a value, and nothing else', () => {
    expect([...selectKeys(declarations, ['two/copy'])].sort()).toEqual([
      'one/source/line',
      'one/source/password',
      'one/source/username',
      'two/copy/secret',
    ]);
    expect([...selectKeys(declarations, ['one/source/other'])]).toEqual(['one/source/other']);
    const { manifests, missing } = generate(['one/source/other']);
    expect(missing).toEqual([]);
    expect(manifests.map(({ data }) => Object.keys(data))).toEqual([['other']]);
    expect(() => selectKeys(declarations, ['one/nothing'])).toThrow(/There is no Secret or key one\/nothing/);
  });
});

describe('values from a person', () => {
  it('are read by Secret and key', () => {
    expect(readProvided('two/theirs: { token: abc }', declarations)).toEqual({
      'two/theirs': { token: 'abc' },
    });
  });

  it.each([
    ['two/theirs: { tokn: hidden }', /nobody asks you for two\/theirs\/tokn; asked for: two\/theirs\/token/],
    ['two/theirs: hidden', /wrong: two\/theirs/],
    ['two/theirs: { token: 12 }', /wrong: two\/theirs token/],
    ['a: [hidden', /it is not YAML/],
  ])('%s is refused without showing a value', (text, message) => {
    expect(() => readProvided(text, declarations)).toThrow(message);
    expect(() => readProvided(text, declarations)).not.toThrow(/hidden/);
  });
});

describe('Secrets on stdin', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: b }\ndata: { k: aGk= }\n';

  it('are a stream, or a List', () => {
    expect(readSecrets(`---\n${secret}---\n${secret}`)).toHaveLength(2);
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${secret.trimEnd().replaceAll('\n', '\n  ')}\n`;
    expect(readSecrets(list)).toHaveLength(1);
    expect(readSecrets('')).toEqual([]);
  });

  it.each([
    [secret.replace(', namespace: b', ''), /metadata.namespace/],
    [secret.replace('Secret', 'ConfigMap'), /kind/],
    [secret.replace('aGk=', 'hidden!'), /data.k/],
    ['- hidden', /object 1/],
    ['{ hidden', /document 1 is not YAML/],
  ])('%j is refused without showing a value', (text, message) => {
    expect(() => readSecrets(text)).toThrow(message);
    expect(() => readSecrets(text)).not.toThrow(/hidden/);
  });
});
