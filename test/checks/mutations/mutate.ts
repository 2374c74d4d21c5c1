import { isObject } from '../../../generator/kubernetes/json.ts';
import type { Json, JsonObject } from '../../../generator/kubernetes/object.ts';
import { makeResource } from '../../../generator/rendered/make-resource.ts';
import { makeResourceSet } from '../../../generator/rendered/make-resource-set.ts';
import { toDocument } from '../../../generator/rendered/rendered-document.ts';
import type { RenderedResource, ResourceSet } from '../../../generator/rendered/resource-set.ts';

/** Turns a right environment into one that breaks exactly one rule. */
export type Mutation = (resources: ResourceSet) => ResourceSet;

/** One way to break a sample environment, and the rule that must see it. */
export interface MutationCase {
  readonly rule: string;
  /** Default: `production` */
  readonly environment?: string;
  readonly what: string;
  /** Other rules that rightly see it, too. Default: none */
  readonly also?: readonly string[];
  readonly mutate: Mutation;
}

function rebuild(resources: ResourceSet, objects: readonly RenderedResource[]): ResourceSet {
  return makeResourceSet(resources.environment, objects, resources.components);
}

/**
 * Changes one object: the first of that name, or `<namespace>/<name>`.
 *
 * @throws Error when the object is not there: the mutation would change nothing.
 */
export function edit(kind: string, name: string, change: (object: JsonObject) => void): Mutation {
  return (resources) => {
    const target = resources
      .ofKind(kind)
      .find(({ object: { metadata } }) =>
        [metadata.name, `${metadata.namespace}/${metadata.name}`].includes(name),
      );
    if (target === undefined) throw new Error(`production has no ${kind} ${name}`);
    const json = structuredClone(target.json);
    change(json);
    const mutated = makeResource(toDocument(json), { ...target, readPatches: () => target.patches });
    return rebuild(
      resources,
      resources.resources.map((resource) => (resource === target ? mutated : resource)),
    );
  };
}

/** @throws Error when a parent of the value is not there. */
export function set(kind: string, name: string, path: readonly string[], value: Json): Mutation {
  return edit(kind, name, (object) => {
    let parent = object;
    for (const step of path.slice(0, -1)) {
      const child = parent[step];
      if (!isObject(child)) throw new Error(`${kind} ${name} has no ${step}`);
      parent = child;
    }
    parent[path.at(-1) ?? ''] = value;
  });
}

/** Replaces the first occurrence of a text in an object. @throws Error when it is not there. */
export function replaceIn(kind: string, name: string, before: string, after: string): Mutation {
  return edit(kind, name, (object) => {
    const text = JSON.stringify(object);
    if (!text.includes(before)) throw new Error(`${kind} ${name} has no ${before}`);
    Object.assign(object, JSON.parse(text.replace(before, after)));
  });
}

/** @throws Error when the file does not change. */
export function editFile(
  kind: string,
  name: string,
  file: string,
  change: (text: string) => string,
): Mutation {
  return edit(kind, name, (object) => {
    const data = object['data'];
    const text = isObject(data) ? data[file] : undefined;
    if (!isObject(data) || typeof text !== 'string') throw new Error(`${name} has no file ${file}`);
    const changed = change(text);
    if (changed === text) throw new Error(`the mutation of ${file} changes nothing`);
    data[file] = changed;
  });
}

/** Adds one object to a component. */
export function add(json: JsonObject, component = 'added'): Mutation {
  return (resources) =>
    rebuild(resources, [
      ...resources.resources,
      makeResource(toDocument(json), {
        environment: resources.environment,
        component,
        file: `overlays/production/${component}/added.yaml`,
      }),
    ]);
}

/** @throws Error when there is no object of the kind. */
export function remove(kind: string): Mutation {
  return (resources) => {
    const kept = resources.resources.filter(({ object }) => object.kind !== kind);
    if (kept.length === resources.resources.length) throw new Error(`production has no ${kind}`);
    return rebuild(resources, kept);
  };
}
