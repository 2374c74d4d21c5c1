import { getIn, isObject, listIn, objectIn, textIn } from '../kubernetes/json.ts';
import { groupOf } from '../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';

/** Keys of a Secret that something here makes; undefined when they cannot be told. */
type Keys = readonly string[] | undefined;

interface MadeSecret {
  readonly name: string;
  readonly keys: Keys;
  readonly maker: RenderedResource;
}

/** Kinds that make Secrets, by group and kind, and which keys these get. */
const makers: Readonly<Record<string, (object: RenderedResource) => Omit<MadeSecret, 'maker'>>> = {
  '/Secret': ({ object, json }) => ({
    name: object.metadata.name,
    keys: [...Object.keys(objectIn(json, 'data')), ...Object.keys(objectIn(json, 'stringData'))],
  }),
  // sealed-secrets pkg/apis/sealedsecrets/v1alpha1/types.go
  'bitnami.com/SealedSecret': ({ object, json }) => ({
    name: textIn(json, 'spec', 'template', 'metadata', 'name') ?? object.metadata.name,
    keys: [
      ...Object.keys(objectIn(json, 'spec', 'encryptedData')),
      ...Object.keys(objectIn(json, 'spec', 'template', 'data')),
    ],
  }),
  // external-secrets apis/externalsecrets/v1/externalsecret_types.go
  'external-secrets.io/ExternalSecret': ({ object, json }) => ({
    name: textIn(json, 'spec', 'target', 'name') ?? object.metadata.name,
    keys:
      getIn(json, ['spec', 'dataFrom']) !== undefined || isObject(getIn(json, ['spec', 'target', 'template']))
        ? undefined
        : listIn(json, 'spec', 'data').flatMap((entry) => textIn(entry, 'secretKey') ?? []),
  }),
  // cert-manager pkg/apis/certmanager/v1/types_certificate.go
  'cert-manager.io/Certificate': ({ json }) => ({
    name: textIn(json, 'spec', 'secretName') ?? '',
    keys: ['additionalOutputFormats', 'keystores'].some((field) => getIn(json, ['spec', field]) !== undefined)
      ? undefined
      : ['tls.crt', 'tls.key', 'ca.crt'],
  }),
};

const known = new WeakMap<ResourceSet, ReadonlyMap<string, MadeSecret>>();

/** The Secret of this name that something here makes; undefined when nothing does. */
export function findMadeSecret(
  resources: ResourceSet,
  namespace: string,
  name: string,
): MadeSecret | undefined {
  const made = known.get(resources) ?? listMadeSecrets(resources);
  known.set(resources, made);
  return made.get(`${namespace}/${name}`);
}

function listMadeSecrets({ resources }: ResourceSet): ReadonlyMap<string, MadeSecret> {
  const made = new Map<string, MadeSecret>();
  for (const maker of resources) {
    const { apiVersion, kind, metadata } = maker.object;
    const secret = makers[`${groupOf(apiVersion)}/${kind}`]?.(maker);
    if (secret === undefined) continue;
    const key = `${metadata.namespace ?? ''}/${secret.name}`;
    // Two that write one Secret are another mistake: their keys may come together.
    made.set(key, { ...secret, maker, keys: made.has(key) ? undefined : secret.keys });
  }
  return made;
}
