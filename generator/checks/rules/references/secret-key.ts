import type { Rule } from '../../rule.ts';
import { secretReferences } from '../../secret-readers.ts';
import { groupProviders, listProviders } from '../../secrets/providers.ts';

/** Keys that are read from a Secret are those that its maker writes. */
export const secretKey: Rule = {
  slug: 'references/secret-key',
  title: 'Secrets that are made here have the keys that are read',
  severity: 'error',
  why: 'A pod that reads a key that is not there stays in CreateContainerConfigError or ContainerCreating; an operator waits without a word.',
  fix: 'Correct the name of the key, or let the SealedSecret, ExternalSecret or Certificate make it.',
  references: ['kubernetes.io docs: Secrets'],
  components: [],
  // Secrets of an environment may all be made elsewhere.
  optional: true,
  check({ resources, pass, fail }) {
    const providers = groupProviders(listProviders(resources, []));
    for (const resource of resources.resources) {
      for (const { namespace, name, keys, required, path } of secretReferences(resource)) {
        const made = providers.get(`${namespace}/${name}`) ?? [];
        const [first] = made;
        if (first?.resource === undefined || keys === undefined || !required) continue;
        const lost = keys.find((key) => made.every((one) => one.keys !== undefined && !one.keys.has(key)));
        if (lost === undefined) {
          pass();
          continue;
        }
        const there = [...new Set(made.flatMap((one) => [...(one.keys?.keys() ?? [])]))];
        const { kind, metadata } = first.resource.object;
        fail({
          resource,
          path,
          message: `the key "${lost}" of Secret ${namespace}/${name} is read, and ${kind} ${metadata.name} makes ${there.join(', ') || 'none'}: the reader waits for ever. Make the key, or read another.`,
          related: [{ resource: first.resource, path: ['metadata'], message: 'it is made here' }],
        });
      }
    }
  },
};
