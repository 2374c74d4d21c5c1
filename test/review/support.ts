import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { makeResource } from '../../generator/rendered/make-resource.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import { type RenderedDocument, toDocument } from '../../generator/rendered/rendered-document.ts';
import type { ResourceSet } from '../../generator/rendered/resource-set.ts';

export const root = join(import.meta.dirname, '../..');

/** What is the same on both sides is one document, as in two renderings that are compared. */
const documents = new Map<string, RenderedDocument>();

function documentOf(json: JsonObject): RenderedDocument {
  const text = JSON.stringify(json);
  const document = documents.get(text) ?? toDocument(json);
  documents.set(text, document);
  return document;
}

/** A resource set of objects; the annotation `component` of a fixture says which component renders it. */
export function setOf(objects: readonly JsonObject[], environment = 'production'): ResourceSet {
  const resources = objects.map(({ component = 'fixture', ...json }) =>
    makeResource(documentOf(json), { environment, component: String(component), file: 'fixture.yaml' }),
  );
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
