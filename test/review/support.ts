import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { JsonObject, KubernetesObject } from '../../generator/kubernetes/object.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import type { ResourceSet } from '../../generator/rendered/resource-set.ts';

export const root = join(import.meta.dirname, '../..');

/** A resource set of objects; the annotation `component` of a fixture says which component renders it. */
export function setOf(objects: readonly JsonObject[], environment = 'production'): ResourceSet {
  const resources = objects.map((json) => ({
    json,
    object: json as unknown as KubernetesObject,
    environment,
    component: String(json['component'] ?? 'fixture'),
    file: 'fixture.yaml',
    patches: [],
  }));
  for (const { json } of resources) delete json['component'];
  return makeResourceSet(environment, resources, new Set(resources.map(({ component }) => component)));
}

/** The documents of a fixture file. */
export function readSet(file: string, environment?: string): ResourceSet {
  const documents = parseAllDocuments(readFileSync(join(root, file), 'utf8'));
  return setOf(
    documents.map((document) => (document.toJS() ?? {}) as JsonObject).filter((json) => 'kind' in json),
    environment,
  );
}
