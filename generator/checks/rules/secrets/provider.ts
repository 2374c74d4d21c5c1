import type { LoadedEnvironment } from '../../../environment/environment.ts';
import type { SecretReference } from '../../../kubernetes/secret-references.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import type { DeclaredContext, EnvironmentRule } from '../../rule.ts';
import { secretReferences } from '../../secret-readers.ts';
import { groupProviders, listProviders, type Provider } from '../../secrets/providers.ts';

/** Whatever reads a Secret finds it there, with its keys. */
export const secretProvider: EnvironmentRule = {
  slug: 'secrets/provider',
  title: 'Every Secret that something reads has a provider',
  severity: 'error',
  why: 'A pod that reads a Secret or a key that is not there stays in CreateContainerConfigError or ContainerCreating, an operator waits without end, and the wave of Argo CD with it.',
  fix: 'Correct the name or the key, or have something make it: the list of `secrets list`, a SealedSecret, an ExternalSecret, or a Certificate.',
  references: [
    'kubernetes.io docs: Secrets, using Secrets',
    'kube-linter: env-value-from; kosko: no-missing-secret (neither looks at keys of custom resources)',
    'docs/decisions/0025-where-secrets-come-from.md',
  ],
  components: [],
  needsEnvironment: true,
  check(context) {
    const providers = groupProviders(listProviders(context.resources, people(context)));
    for (const resource of context.resources.resources)
      for (const reference of secretReferences(resource))
        if (reference.required) judge(context, resource, reference, providers);
  },
};

/** People make what is declared where the slot says so, and always for Argo CD, which runs before any operator. */
function people({ declared, secrets }: DeclaredContext) {
  const { slots, gitops } = declared.environment;
  return slots.secrets === 'existing'
    ? secrets
    : secrets.filter(({ namespace }) => namespace === gitops.argocdNamespace);
}

function judge(
  { declared, secrets, pass, fail }: DeclaredContext,
  resource: RenderedResource,
  { namespace, name, keys = [], path }: SecretReference,
  providers: ReadonlyMap<string, readonly Provider[]>,
): void {
  const id = `${namespace}/${name}`;
  const found = providers.get(id) ?? [];
  const report = (message: string) => fail({ resource, path, message, setting: 'slots.secrets' });
  if (found.length === 0) {
    const known = secrets.some((one) => `${one.namespace}/${one.name}` === id);
    report(`reads Secret ${id}, which nothing makes. ${known ? provide(declared, id) : correct}`);
    return;
  }
  // What an object makes, `references/secret-key` compares with what is read.
  const missing = found.some((one) => one.resource !== undefined)
    ? []
    : keys.filter((key) => !found.some((one) => one.keys?.has(key)));
  if (missing.length === 0) {
    pass();
    return;
  }
  const there = found.flatMap((one) => [...(one.keys?.keys() ?? [])]);
  report(
    `reads ${missing.map((key) => `"${key}"`).join(', ')} of Secret ${id}, for which people are asked to make ${there.join(', ')}. Correct the key.`,
  );
}

const correct =
  'No component declares it: correct the name, or accept the finding and say what makes this Secret.';

/** How a declared Secret comes in, where people do not make it by hand. */
function provide({ environment: { name, slots } }: LoadedEnvironment, id: string): string {
  return slots.secrets === 'sealed-secrets'
    ? `Seal it into environments/sealed/${name}.yaml: npm run secrets -- generate --environment ${name} --only ${id}, piped into secrets seal.`
    : 'Run npm run generate: it writes an ExternalSecret for each declared Secret.';
}
