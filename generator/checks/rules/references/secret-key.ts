import { listSecretReferences } from '../../../kubernetes/secret-references.ts';
import type { Rule } from '../../rule.ts';
import { findMadeSecret } from '../../secret-makers.ts';

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
    for (const resource of resources.resources) {
      for (const { namespace, name, keys, required, path } of listSecretReferences(resource.object)) {
        const made = findMadeSecret(resources, namespace, name);
        if (made?.keys === undefined || keys === undefined || !required) continue;
        const lost = keys.find((key) => !made.keys?.includes(key));
        if (lost === undefined) pass();
        else
          fail({
            resource,
            path,
            message: `the key "${lost}" of Secret ${namespace}/${name} is read, and ${made.maker.object.kind} ${made.maker.object.metadata.name} makes ${made.keys.join(', ') || 'none'}: the reader waits for ever. Make the key, or read another.`,
            related: [{ resource: made.maker, path: ['metadata'], message: 'it is made here' }],
          });
      }
    }
  },
};
