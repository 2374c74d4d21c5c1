import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { SecretDeclaration } from '../components/component.ts';
import type { Environment } from '../environment/environment.ts';
import { partOf } from '../kubernetes/labels.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { secretId, templateKeys } from '../secrets/secret-keys.ts';
import { isStored, type KeySource, sourceOf } from '../secrets/store-entries.ts';

type Store = NonNullable<Environment['secrets']['store']>;

/**
 * A declared Secret as the operator makes it from the store. What is no secret stands here: constants, and texts around a value. Copies
 * name the entry of their source, so that a value stands in the store once.
 */
export function makeExternalSecret(
  { name: store, prefix, refreshInterval }: Store,
  declaration: SecretDeclaration,
  declarations: readonly SecretDeclaration[],
): IExternalSecret & KubernetesObject {
  const { name, namespace, type, labels, keys } = declaration;
  const sources = new Map(Object.keys(keys).map((key) => [key, sourceOf(declarations, declaration, key)]));
  const stored = [...sources].filter(([, source]) => isStored(source));
  // The operator writes nothing else once a template lists keys.
  const isPlain = stored.length === sources.size && type === undefined && labels === undefined;
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf } },
    spec: {
      refreshInterval,
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: {
        name,
        // The Secret stays when this object goes, and when its entry goes from the store.
        creationPolicy: 'Orphan',
        deletionPolicy: 'Retain',
        ...(!isPlain && {
          template: {
            engineVersion: 'v2',
            mergePolicy: 'Replace',
            ...(type !== undefined && { type }),
            ...(labels !== undefined && { metadata: { labels } }),
            data: Object.fromEntries(
              [...sources].map(([key, source]) => [key, makeTemplate(key, source, sources)]),
            ),
          },
        }),
      },
      data: stored.map(([secretKey, { secret, key }]) => ({
        secretKey,
        remoteRef: { key: `${prefix}/${secretId(secret)}`, property: key },
      })),
    },
  };
}

/**
 * The value of a key in the language of the operator, which is that of Go: a key with a dot or a hyphen has to be looked up. Only what
 * comes from the store is there to be looked up, so constants stand in the text.
 */
function makeTemplate(
  key: string,
  { generator }: KeySource,
  sources: ReadonlyMap<string, KeySource>,
): string {
  if (generator.kind === 'constant') return generator.value;
  if (generator.kind !== 'template') return `{{ index . "${key}" }}`;
  return generator.template.replace(templateKeys, (_, name: string) => {
    const source = sources.get(name);
    if (source === undefined)
      throw new Error(`A template names the key "${name}", which is not in its Secret`);
    return makeTemplate(name, source, sources);
  });
}
