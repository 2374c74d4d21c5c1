import { isObject, listIn, textIn, walkJson } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import type { RenderedResource } from '../../rendered/resource-set.ts';
import type { ObjectPath } from '../rule.ts';

/** An object that another cannot do without. */
export interface Need {
  readonly kind: string;
  /** `''` for cluster-scoped. */
  readonly namespace: string;
  readonly name: string;
  /** Where it is named. */
  readonly path: ObjectPath;
  /** Set where the one who needs it starts by itself once it is there, so that the same wave will do. */
  readonly waits?: true;
}

/** Fields of a pod, wherever it stands, that name an object without which its containers do not start. */
const podReferences: Readonly<Record<string, { readonly kind: string; readonly key: string }>> = {
  configMap: { kind: 'ConfigMap', key: 'name' },
  configMapKeyRef: { kind: 'ConfigMap', key: 'name' },
  configMapRef: { kind: 'ConfigMap', key: 'name' },
  persistentVolumeClaim: { kind: 'PersistentVolumeClaim', key: 'claimName' },
  secretKeyRef: { kind: 'Secret', key: 'name' },
  secretRef: { kind: 'Secret', key: 'name' },
};

/** What must be there before an object can be created or become healthy. Objects that nobody renders are not judged by it. */
export function listNeeds({ object, json }: RenderedResource): Need[] {
  const { namespace = '' } = object.metadata;
  const needs: Need[] = [];
  if (namespace !== '')
    needs.push({ kind: 'Namespace', namespace: '', name: namespace, path: ['metadata', 'namespace'] });
  walkJson(json, (value, path) => {
    if (path.at(-1) === 'priorityClassName' && typeof value === 'string')
      needs.push({ kind: 'PriorityClass', namespace: '', name: value, path: [...path] });
    needs.push(...referenceAt(value, path, namespace));
  });
  if (object.kind === 'Certificate' || object.kind === 'Issuer') needs.push(...issuerOf(json, namespace));
  for (const [index, plugin] of listIn(json, 'spec', 'plugins').entries()) {
    const path = ['spec', 'plugins', index, 'parameters', 'barmanObjectName'];
    const name = textIn(plugin, 'parameters', 'barmanObjectName');
    if (name !== undefined) needs.push({ kind: 'ObjectStore', namespace, name, path });
  }
  return needs;
}

function referenceAt(value: Json, path: ObjectPath, namespace: string): Need[] {
  const reference = podReferences[String(path.at(-1))];
  if (reference === undefined || !isObject(value) || value['optional'] === true) return [];
  const name = textIn(value, reference.key);
  if (name === undefined) return [];
  return [{ kind: reference.kind, namespace, name, path: [...path, reference.key], waits: true }];
}

function issuerOf(json: Json, namespace: string): Need[] {
  const name = textIn(json, 'spec', 'issuerRef', 'name');
  if (name === undefined) return [];
  const kind = textIn(json, 'spec', 'issuerRef', 'kind') ?? 'Issuer';
  return [
    {
      kind,
      namespace: kind === 'ClusterIssuer' ? '' : namespace,
      name,
      path: ['spec', 'issuerRef', 'name'],
      waits: true,
    },
  ];
}
