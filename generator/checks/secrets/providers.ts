import { listIn, objectIn, textIn, textsIn } from '../../kubernetes/json.ts';
import { groupOf } from '../../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import { operatorSecrets } from '../operator-knowledge.ts';
import type { DeclaredSecret, ObjectPath } from '../rule.ts';

/** A Secret that will be there, and what makes it. */
export interface Provider {
  readonly namespace: string;
  readonly name: string;
  /** Keys that it will have, and where each comes from in the object; undefined when only the cluster knows. */
  readonly keys: ReadonlyMap<string, ObjectPath> | undefined;
  /** Object that makes it; undefined for a person who follows the list. */
  readonly resource?: RenderedResource;
  /** True when an operator decides which keys there are: nobody can leave one out. */
  readonly operated?: true;
}

/** Where Secrets come from: objects of these kinds, by group and kind. Fields as in the types of `@kubernetes-models`. */
const makers: Readonly<Record<string, (resource: RenderedResource) => Provider[]>> = {
  '/Secret': (resource) => [{ ...named(resource), keys: keysAt(resource, ['data'], ['stringData']) }],
  'bitnami.com/SealedSecret': (resource) => [
    {
      ...named(resource),
      name: textIn(resource.json, 'spec', 'template', 'metadata', 'name') ?? resource.object.metadata.name,
      keys: keysAt(resource, ['spec', 'encryptedData'], ['spec', 'template', 'data']),
    },
  ],
  'external-secrets.io/ExternalSecret': (resource) => [
    {
      ...named(resource),
      name: textIn(resource.json, 'spec', 'target', 'name') ?? resource.object.metadata.name,
      keys: keysOfExternalSecret(resource),
    },
  ],
  'networking.k8s.io/Ingress': (resource) =>
    annotatedCertificates(
      resource,
      listIn(resource.json, 'spec', 'tls').map((tls) => textIn(tls, 'secretName')),
    ),
  'gateway.networking.k8s.io/Gateway': (resource) =>
    annotatedCertificates(
      resource,
      listIn(resource.json, 'spec', 'listeners').flatMap((listener) =>
        listIn(listener, 'tls', 'certificateRefs').map((reference) => textIn(reference, 'name')),
      ),
    ),
};

/** Secrets that cert-manager makes because of an annotation (cert-manager docs: Annotated Ingress resource; Annotated Gateway resource). */
function annotatedCertificates(
  resource: RenderedResource,
  names: readonly (string | undefined)[],
): Provider[] {
  const annotations = textsIn(resource.json, 'metadata', 'annotations');
  if (!['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'].some((key) => annotations[key]))
    return [];
  const keys = new Map(['tls.crt', 'tls.key', 'ca.crt'].map((key) => [key, []]));
  return names.flatMap((name) =>
    name === undefined ? [] : [{ ...named(resource), name, keys, operated: true as const }],
  );
}

/** Every Secret that will be there. People make the declared ones where nothing else does. */
export function listProviders({ resources }: ResourceSet, declared: readonly DeclaredSecret[]): Provider[] {
  const rendered = resources.flatMap((resource) => {
    const { apiVersion, kind } = resource.object;
    return [
      ...(makers[`${groupOf(apiVersion)}/${kind}`]?.(resource) ?? []),
      ...operatorSecrets(resource.object).map(
        ({ name, keys }): Provider => ({
          ...named(resource),
          name,
          keys: keys && new Map(keys.map((key) => [key, []])),
          operated: true,
        }),
      ),
    ];
  });
  return [
    ...rendered,
    ...declared.map(({ namespace, name, keys }) => ({
      namespace,
      name,
      keys: new Map(keys.map(({ key }) => [key, []])),
    })),
  ];
}

/** The same by `namespace/name`. */
export function groupProviders(providers: readonly Provider[]): ReadonlyMap<string, readonly Provider[]> {
  const byId = new Map<string, Provider[]>();
  for (const provider of providers) {
    const id = `${provider.namespace}/${provider.name}`;
    byId.set(id, [...(byId.get(id) ?? []), provider]);
  }
  return byId;
}

function named(resource: RenderedResource) {
  const { name, namespace = 'default' } = resource.object.metadata;
  return { name, namespace, resource };
}

function keysAt(
  { json }: RenderedResource,
  ...paths: readonly (readonly string[])[]
): ReadonlyMap<string, ObjectPath> {
  return new Map(
    paths.flatMap((path) =>
      Object.keys(objectIn(json, ...path)).map((key) => [key, [...path, key]] as const),
    ),
  );
}

/** A template that lists keys leaves out everything else, unless it is merged. */
function keysOfExternalSecret(resource: RenderedResource): ReadonlyMap<string, ObjectPath> | undefined {
  const { json } = resource;
  if (listIn(json, 'spec', 'dataFrom').length > 0) return undefined;
  if (listIn(json, 'spec', 'target', 'template', 'templateFrom').length > 0) return undefined;
  const template = keysAt(resource, ['spec', 'target', 'template', 'data']);
  const fetched = listIn(json, 'spec', 'data').flatMap((item, index) => {
    const key = textIn(item, 'secretKey');
    return key === undefined ? [] : [[key, ['spec', 'data', index, 'secretKey']] as const];
  });
  const merges = textIn(json, 'spec', 'target', 'template', 'mergePolicy') === 'Merge';
  return template.size > 0 && !merges ? template : new Map([...fetched, ...template]);
}
