import type { DeclaredContext, EnvironmentRule } from '../../rule.ts';
import { secretReferences } from '../../secret-readers.ts';
import { listProviders, type Provider } from '../../secrets/providers.ts';

/** A secret that nobody reads is one that can only leak. */
export const unusedSecretKey: EnvironmentRule = {
  slug: 'secrets/unused-key',
  title: 'Every key of a Secret has a reader',
  severity: 'warning',
  why: 'A key that nobody reads is a mistyped name, of which the right one is missing, or a secret that outlived its use and can only leak.',
  fix: 'Take the key out of the SealedSecret, the ExternalSecret or the store, or correct its name.',
  references: ['OWASP Secrets Management Cheat Sheet: lifecycle', 'docs/runbooks/rotate-secrets.md'],
  components: [],
  needsEnvironment: true,
  // With `slots.secrets: existing` nothing that is rendered makes Secrets.
  optional: true,
  check(context) {
    const isRead = findReaders(context);
    for (const provider of listProviders(context.resources, [])) {
      if (provider.operated || provider.resource === undefined) continue;
      for (const [key, path] of provider.keys ?? []) {
        if (isRead(provider, key)) context.pass();
        else
          context.fail({
            resource: provider.resource,
            path,
            message: `makes the key "${key}" of Secret ${provider.namespace}/${provider.name}, which nothing reads. Take it out, or correct the name: a reader of another name may miss it.`,
          });
      }
    }
  },
};

/** Readers are what names the Secret, and other keys that have the same value in them. */
function findReaders({ resources, secrets }: DeclaredContext): (provider: Provider, key: string) => boolean {
  const references = resources.resources.flatMap((resource) => secretReferences(resource));
  const read = new Set(
    references.flatMap(({ namespace, name, keys }) =>
      keys === undefined ? [`${namespace}/${name}`] : keys.map((key) => `${namespace}/${name}/${key}`),
    ),
  );
  const embedded = new Set(
    secrets.flatMap(({ namespace, name, keys }) =>
      keys.filter((one) => one.embedded).map(({ key }) => `${namespace}/${name}/${key}`),
    ),
  );
  return ({ namespace, name }, key) => {
    const id = `${namespace}/${name}/${key}`;
    return read.has(`${namespace}/${name}`) || read.has(id) || embedded.has(id);
  };
}
