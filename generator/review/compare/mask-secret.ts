import { isObject } from '../../kubernetes/json.ts';
import type { JsonObject } from '../../kubernetes/object.ts';
import { makeResource } from '../../rendered/make-resource.ts';
import { toDocument } from '../../rendered/rendered-document.ts';
import type { RenderedResource } from '../../rendered/resource-set.ts';
import type { ValueChange } from '../change.ts';

const secretFields = ['data', 'stringData'];

/** What stands for a value that nobody may read in a review. */
const hidden = '(hidden)';

/** A Secret without its values; every other object as it is. */
export function maskSecret(resource: RenderedResource): RenderedResource {
  if (!isSecret(resource)) return resource;
  const json: JsonObject = Object.fromEntries(
    Object.entries(resource.json).map(([key, value]) => [
      key,
      secretFields.includes(key) && isObject(value)
        ? Object.fromEntries(Object.keys(value).map((name) => [name, hidden]))
        : value,
    ]),
  );
  return makeResource(toDocument(json), { ...resource, readPatches: () => resource.patches });
}

/** Changes of a Secret without the values: that one changed is seen, not what it is. */
export function maskSecretChanges(
  resource: RenderedResource,
  changes: readonly ValueChange[],
): readonly ValueChange[] {
  if (!isSecret(resource)) return changes;
  return changes.map((change) =>
    secretFields.includes(String(change.path[0]))
      ? {
          path: change.path,
          ...(change.before !== undefined && { before: hidden }),
          ...(change.after !== undefined && {
            after: change.before === undefined ? hidden : '(hidden, changed)',
          }),
        }
      : change,
  );
}

function isSecret({ identity }: RenderedResource): boolean {
  return identity.kind === 'Secret' && identity.group === '';
}
