import type { RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import type { ManifestRule, ObjectPath } from '../rule.ts';
import { describeRow, type RowText } from './field-rule.ts';

/** One place in an object that names another object. */
export interface Reference {
  readonly resource: RenderedResource;
  readonly path: ObjectPath;
  readonly kind: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  /** Key of a ConfigMap that must be there, too. */
  readonly key?: string;
}

/** A rule as a row: where references stand, and what happens when they lead nowhere. */
export interface ReferenceRow extends RowText {
  readonly find: (resources: ResourceSet) => readonly Reference[];
  /** Names that exist without a manifest: built into the cluster. */
  readonly builtIn?: readonly string[];
  /** What happens to the object: `its pods wait for ever`. */
  readonly consequence: string;
}

/** Makes a rule of a row. */
export function makeReferenceRule({ find, builtIn = [], consequence, ...text }: ReferenceRow): ManifestRule {
  return {
    ...describeRow(text),
    check({ resources, pass, fail }) {
      for (const { resource, path, kind, namespace, name, key } of find(resources)) {
        const target = resources.find(kind, namespace, name);
        const lost =
          target === undefined
            ? builtIn.includes(name)
              ? undefined
              : `${kind} ${namespace === '' ? '' : `${namespace}/`}${name} is not there`
            : key !== undefined && !keysOf(target).includes(key)
              ? `${kind} ${namespace}/${name} has no key "${key}"`
              : undefined;
        if (lost === undefined) pass();
        else fail({ resource, path, message: `${lost}: ${consequence}. Add it, or correct the name.` });
      }
    },
  };
}

function keysOf({ json }: RenderedResource): string[] {
  return ['data', 'binaryData'].flatMap((field) => Object.keys(json[field] ?? {}));
}
