import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { describe, expect, it } from 'vitest';
import type { SecretDeclaration } from '../../generator/components/component.ts';
import { externalSecretsComponent } from '../../generator/components/operators/external-secrets.ts';
import { makeSecretStore } from '../../generator/components/platform/secrets/secret-store.ts';
import { assemblePlatform } from '../../generator/platform/assemble-platform.ts';
import { makeSecretObjects } from '../../generator/platform/make-secret-objects.ts';
import { generateSecrets } from '../../generator/secrets/generate-secrets.ts';
import { secretId, selectKeys } from '../../generator/secrets/secret-keys.ts';
import { fillStoreEntries } from '../../generator/secrets/store-entries.ts';
import { production } from '../components/data/environments.ts';

const endpoint = 'https://vault.example.org:8200';
const vault = production({
  slots: { secrets: 'external-secrets' },
  secrets: { store: { endpoint, cidrs: ['198.51.100.8/32'], vault: { role: 'matrix' } } },
});
const named = production({
  slots: { secrets: 'external-secrets' },
  secrets: { store: { name: 'aws', endpoint: 'https://secretsmanager.example.org', prefix: 'm' } },
});

const declarations: readonly SecretDeclaration[] = [
  {
    name: 'source',
    namespace: 'one',
    type: 'kubernetes.io/basic-auth',
    labels: { a: 'b' },
    keys: {
      username: { kind: 'constant', value: 'somebody' },
      'pass.word': { kind: 'random', length: 24 },
      line: { kind: 'template', template: 'U="{{ username }}" P="{{ pass.word }}"\n' },
    },
    why: 'a test',
  },
  {
    name: 'copy',
    namespace: 'two',
    keys: { secret: { kind: 'copy', from: { namespace: 'one', name: 'source', key: 'pass.word' } } },
    why: 'a test',
  },
  {
    name: 'who',
    namespace: 'two',
    keys: {
      user: { kind: 'copy', from: { namespace: 'one', name: 'source', key: 'username' } },
      token: { kind: 'provided' },
    },
    why: 'a test',
  },
];

const specs = () => makeSecretObjects(named, declarations).map((object) => object as { spec?: unknown });

/** What the operator does with our objects: it fetches `data`, and a template sees nothing else (v2.9.0 `runtime/template/v2`). */
function runOperator(
  object: IExternalSecret | undefined,
  store: ReadonlyMap<string, Record<string, string>>,
) {
  const spec = object?.spec;
  const fetched = Object.fromEntries(
    (spec?.data ?? []).map(({ secretKey, remoteRef }) => {
      const value = store.get(remoteRef.key.replace('matrix/test/', ''))?.[remoteRef.property ?? ''];
      if (value === undefined) throw new Error(`The store has no ${remoteRef.key} ${remoteRef.property}`);
      return [secretKey, value];
    }),
  );
  const template = spec?.target?.template;
  if (template === undefined) return { data: fetched, type: undefined };
  const data = Object.entries(template.data ?? {}).map(([key, text]) => [
    key,
    text.replace(/\{\{ index \. "([^"]+)" \}\}/g, (_, name: string) => fetched[name] ?? '<nothing>'),
  ]);
  return { data: Object.fromEntries(data) as Record<string, string>, type: template.type };
}

describe('Secrets from a store', () => {
  it('keep what is no secret in git, and look up the rest', () => {
    expect(specs()[0]?.spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'aws' },
      target: {
        name: 'source',
        creationPolicy: 'Orphan',
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2',
          mergePolicy: 'Replace',
          type: 'kubernetes.io/basic-auth',
          metadata: { labels: { a: 'b' } },
          data: {
            username: 'somebody',
            'pass.word': '{{ index . "pass.word" }}',
            line: 'U="somebody" P="{{ index . "pass.word" }}"\n',
          },
        },
      },
      data: [{ secretKey: 'pass.word', remoteRef: { key: 'm/one/source', property: 'pass.word' } }],
    });
  });

  it('share the entry of what they copy, and need no template where nothing else is in them', () => {
    expect(specs()[1]?.spec).toMatchObject({
      target: { name: 'copy', creationPolicy: 'Orphan', deletionPolicy: 'Retain' },
      data: [{ secretKey: 'secret', remoteRef: { key: 'm/one/source', property: 'pass.word' } }],
    });
    expect(JSON.stringify(specs()[1])).not.toContain('template');
  });

  it('take over a constant that they copy', () => {
    expect(specs()[2]?.spec).toMatchObject({
      target: { template: { data: { user: 'somebody', token: '{{ index . "token" }}' } } },
      data: [{ secretKey: 'token', remoteRef: { key: 'm/two/who', property: 'token' } }],
    });
  });

  it('are those that a person would have made', () => {
    const { secrets } = assemblePlatform(vault);
    const { manifests } = generateSecrets(secrets, {}, selectKeys(secrets, []));
    const store = new Map(fillStoreEntries(secrets, manifests).map(({ entry, values }) => [entry, values]));
    const objects = new Map(
      makeSecretObjects(vault, secrets).map((one) => [
        `${one.metadata.namespace}/${one.metadata.name}`,
        one as unknown as IExternalSecret,
      ]),
    );
    expect(manifests.length).toBeGreaterThan(10);
    for (const { metadata, data, type } of manifests) {
      const object = objects.get(secretId(metadata));
      const made = runOperator(object, store);
      expect(made.type ?? 'Opaque').toBe(type);
      expect(made.data).toEqual(
        Object.fromEntries(
          Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
        ),
      );
    }
  });

  it('come before everything that reads them', () => {
    const { apps } = assemblePlatform(vault);
    const wave = (name: string) => apps.find(({ component }) => component === name)?.wave ?? Number.NaN;
    expect(wave('external-secrets')).toBeLessThan(wave('secrets'));
    expect(wave('secrets')).toBeLessThan(wave('postgres'));
    const resources = apps.find(({ component }) => component === 'secrets')?.resources ?? [];
    expect(resources.filter(({ kind }) => kind === 'ExternalSecret').length).toBeGreaterThan(10);
  });
});

describe('the store', () => {
  it('is made where it is a Vault, for the namespaces of the platform only', () => {
    const [store] = makeSecretStore(vault);
    expect(store).toMatchObject({
      metadata: { name: 'platform', annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
      spec: {
        provider: {
          vault: {
            server: endpoint,
            path: 'secret',
            version: 'v2',
            auth: { kubernetes: { mountPath: 'kubernetes', role: 'matrix' } },
          },
        },
      },
    });
    expect(store?.spec?.conditions?.[0]?.namespaces).toContain('matrix');
    expect(JSON.stringify(store)).not.toContain('caProvider');
    expect(makeSecretStore(named)).toEqual([]);
  });

  it('is trusted by the CA of the environment', () => {
    const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const [store] = makeSecretStore({ ...vault, certificates: { ...vault.certificates, trustedCa: ca } });
    expect(store?.spec?.provider).toMatchObject({
      vault: {
        caProvider: { type: 'ConfigMap', name: 'trusted-ca', key: 'ca.crt', namespace: 'external-secrets' },
      },
    });
  });

  it('is the only thing outside that the operator may reach, at its port', () => {
    const [, toStore] = externalSecretsComponent.render(vault).flows;
    expect(toStore).toMatchObject({
      to: { kind: 'cidrs', cidrs: ['198.51.100.8/32'] },
      ports: [{ port: 8200, protocol: 'TCP' }],
    });
    const [, elsewhere] = externalSecretsComponent.render(named).flows;
    expect(elsewhere).toMatchObject({
      to: { except: ['10.42.0.0/16', '10.43.0.0/16'] },
      ports: [{ port: 443, protocol: 'TCP' }],
    });
  });
});

describe('sealed Secrets', () => {
  it('leave their Secret behind when they go, and go on changing it', () => {
    const environment = {
      ...production({ slots: { secrets: 'sealed-secrets' } }),
      sealedSecrets: [
        {
          apiVersion: 'bitnami.com/v1alpha1' as const,
          kind: 'SealedSecret' as const,
          metadata: { name: 'a', namespace: 'b', creationTimestamp: null },
          spec: {
            encryptedData: { k: 'aGk=' },
            template: { metadata: { name: 'a', namespace: 'b', creationTimestamp: null }, type: 'Opaque' },
          },
        },
      ],
    };
    expect(makeSecretObjects(environment, declarations)).toEqual([
      {
        apiVersion: 'bitnami.com/v1alpha1',
        kind: 'SealedSecret',
        metadata: { name: 'a', namespace: 'b' },
        spec: {
          encryptedData: { k: 'aGk=' },
          template: {
            metadata: {
              name: 'a',
              namespace: 'b',
              annotations: {
                'sealedsecrets.bitnami.com/managed': 'true',
                'sealedsecrets.bitnami.com/skip-set-owner-references': 'true',
              },
            },
            type: 'Opaque',
          },
        },
      },
    ]);
    const { apps } = assemblePlatform(environment);
    expect(apps.map(({ component }) => component)).toContain('secrets');
  });

  it('are nothing to deploy before the first is there', () => {
    const { apps } = assemblePlatform(production({ slots: { secrets: 'sealed-secrets' } }));
    expect(apps.map(({ component }) => component)).toContain('sealed-secrets');
    expect(apps.map(({ component }) => component)).not.toContain('secrets');
  });
});
