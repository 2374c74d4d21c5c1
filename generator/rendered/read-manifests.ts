import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { listIn, textIn } from '../kubernetes/json.ts';
import type { JsonObject, KubernetesObject } from '../kubernetes/object.ts';
import { makeResourceSet } from './make-resource-set.ts';
import { parseWrittenDocuments } from './parse-documents.ts';
import type { RenderProblem } from './render-problem.ts';
import type { RenderedResource, ResourceSet } from './resource-set.ts';

/** Manifests as they stand in a directory, or the files that are none. */
export type Manifests =
  | { readonly ok: true; readonly resources: ResourceSet }
  | { readonly ok: false; readonly problems: readonly RenderProblem[] };

/**
 * Reads rendered manifests that this generator did not make: every `.yaml`, `.yml` and `.json` file below a directory, sorted. The first
 * folder is taken as the component. Lists are taken apart.
 *
 * @param name what the set is called in reports.
 */
export function readManifests(directory: string, name: string): Manifests {
  const problems: RenderProblem[] = [];
  const resources = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => /\.(ya?ml|json)$/.test(file) && !/(^|\/)(\.|node_modules\/)/.test(file))
    .sort()
    .flatMap((file): RenderedResource[] => {
      try {
        const objects = parseWrittenDocuments(readFileSync(join(directory, file), 'utf8')).flatMap(
          ({ object }) => takeApart(object),
        );
        const component = file.includes('/') ? (file.split('/')[0] ?? '') : '';
        return objects.map((json) => ({
          json,
          object: readObject(json),
          environment: name,
          component,
          file,
          patches: [],
        }));
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

function takeApart(json: JsonObject): JsonObject[] {
  const isList = String(json['kind']).endsWith('List') && Array.isArray(json['items']);
  return isList ? listIn(json, 'items').map((item) => item as JsonObject) : [json];
}

function readObject(json: JsonObject): KubernetesObject {
  for (const path of [['apiVersion'], ['kind'], ['metadata', 'name']])
    if (textIn(json, ...path) === undefined)
      throw new Error(`a document has no ${path.join('.')}: it is no Kubernetes object`);
  return json as unknown as KubernetesObject;
}
