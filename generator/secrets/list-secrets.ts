import type { SecretGenerator } from '../components/component.ts';
import {
  listChartReferences,
  listSecretReferences,
  type SecretReference,
} from '../kubernetes/secret-references.ts';
import type { Platform, PlatformApp } from '../platform/platform.ts';
import { secretId, templateKeys } from './secret-keys.ts';

/** One key of a Secret. */
export interface SecretKeyFacts {
  readonly key: string;
  /** Where its value comes from, as words: `64 random characters`. */
  readonly from: string;
  /** True when only a person can know it. */
  readonly provided: boolean;
}

/** One Secret that must exist. */
export interface SecretFacts {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly why: string;
  readonly keys: readonly SecretKeyFacts[];
  /** Objects and charts that name it, as `Kind/name` and `chart name`. */
  readonly consumers: readonly string[];
}

/** Every Secret that must exist before the platform starts, in the order of the platform's components. */
export function listSecrets({ secrets, apps }: Platform): SecretFacts[] {
  const readers = apps.flatMap(listReferencesOfApp).map(({ reader, ...reference }) => ({
    secret: secretId(reference),
    reader,
  }));
  return secrets.map(({ namespace, name, type = 'Opaque', keys, why }) => ({
    namespace,
    name,
    type,
    why,
    keys: Object.entries(keys).map(([key, generator]) => ({
      key,
      from: describeSource(generator),
      provided: generator.kind === 'provided',
    })),
    consumers: [
      ...new Set(
        readers.filter(({ secret }) => secret === secretId({ namespace, name })).map(({ reader }) => reader),
      ),
    ],
  }));
}

/** A place in the objects or in the chart of an app that names a Secret, and who reads it, as `Kind/name`. */
export function listReferencesOfApp({
  resources,
  helm,
  namespace,
}: PlatformApp): (SecretReference & { readonly reader: string })[] {
  return [
    ...resources.flatMap((object) =>
      listSecretReferences(object).map((reference) => ({
        ...reference,
        reader: `${object.kind}/${object.metadata.name}`,
      })),
    ),
    ...(helm === undefined
      ? []
      : listChartReferences(helm.values, namespace).map((reference) => ({
          ...reference,
          reader: `chart ${helm.chart.chart}`,
        }))),
  ];
}

/** Where a value comes from, as words. */
export function describeSource(generator: SecretGenerator): string {
  switch (generator.kind) {
    case 'random':
      return `${generator.length} random characters`;
    case 'constant':
      return `the text "${generator.value}"`;
    case 'template': {
      const keys = [...generator.template.matchAll(templateKeys)].map(([, key]) => key);
      return `made of ${keys.join(', ')} of this Secret`;
    }
    case 'synapse-signing-key':
      return 'a new Ed25519 signing key';
    case 'copy':
      return `copy of ${generator.from.key} of ${generator.from.namespace}/${generator.from.name}`;
    case 'provided':
      return 'you';
  }
}
