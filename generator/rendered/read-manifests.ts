import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, listIn, textIn } from '../kubernetes/json.ts';
import type { JsonObject } from '../kubernetes/object.ts';
import { listManifestFiles } from './list-manifest-files.ts';
import { makeResource } from './make-resource.ts';
import { makeResourceSet } from './make-resource-set.ts';
import { parseWrittenDocuments } from './parse-documents.ts';
import type { RenderProblem } from './render-problem.ts';
import { toDocument } from './rendered-document.ts';
import type { RenderedResource, ResourceSet } from './resource-set.ts';

/** Manifests as they stand in a directory, or the files that are none. */
export type Manifests =
  | { readonly ok: true; readonly resources: ResourceSet }
  | { readonly ok: false; readonly problems: readonly RenderProblem[] };

/**
 * Reads rendered manifests that this generator did not make: every `.yaml`, `.yml` and `.json` file below a directory, sorted. The first
 * folder is taken as the component. Lists are taken apart. Tests of Helm are left out: nothing applies them.
 *
 * @param name what the set is called in reports.
 */
export function readManifests(directory: string, name: string): Manifests {
  const { files, problems } = listManifestFiles(directory);
  const resources = files.flatMap((file): RenderedResource[] => {
    try {
      const text = readFileSync(join(directory, file), 'utf8');
      const objects = parseWrittenDocuments(text).flatMap(takeApart);
      const component = file.includes('/') ? (file.split('/')[0] ?? '') : '';
      return objects
        .map((json) => makeResource(toDocument(readObject(json)), { environment: name, component, file }))
        .filter((resource) => !isHelmTest(resource));
    } catch (error) {
      problems.push({ file, message: (error as Error).message });
      return [];
    }
  });
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    resources: makeResourceSet(name, resources, new Set(resources.map(({ component }) => component))),
  };
}

/** Objects of a List, also of one in another; the list of a kind, such as a ConfigMapList, has no name of its own. */
function takeApart(json: JsonObject): JsonObject[] {
  const isList = String(json['kind']).endsWith('List') && textIn(json, 'metadata', 'name') === undefined;
  if (!isList || !('items' in json)) return [json];
  return listIn(json, 'items').flatMap((item, index) => {
    if (!isObject(item)) throw new Error(`item ${index} of a ${String(json['kind'])} is not an object`);
    return takeApart(item);
  });
}

/** Hooks that run only when somebody calls `helm test` (helm `pkg/release/v1/hook.go`); Argo CD never applies them. */
function isHelmTest({ object }: RenderedResource): boolean {
  const hooks = (object.metadata.annotations?.['helm.sh/hook'] ?? '').split(',').map((hook) => hook.trim());
  return hooks.every((hook) => ['test', 'test-success', 'test-failure'].includes(hook));
}

function readObject(json: JsonObject): JsonObject {
  for (const path of [['apiVersion'], ['kind'], ['metadata', 'name']])
    if (textIn(json, ...path) === undefined)
      throw new Error(`a document has no ${path.join('.')}: it is no Kubernetes object`);
  return json;
}
