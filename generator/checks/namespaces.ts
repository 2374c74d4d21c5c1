import { textsIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import { matchesLabelSelector } from '../kubernetes/selectors.ts';
import type { ResourceSet } from '../rendered/resource-set.ts';

/**
 * Namespaces that a selector of a policy or a monitor means, as far as they are rendered here: the object's own without a selector. The
 * API server labels each with its name.
 */
export function namespacesSelected(
  resources: ResourceSet,
  own: string,
  selector: Json | undefined,
): readonly string[] {
  if (selector === undefined) return [own];
  return resources.ofKind('Namespace', '').flatMap(({ object, json }) => {
    const { name } = object.metadata;
    const labels = { ...textsIn(json, 'metadata', 'labels'), 'kubernetes.io/metadata.name': name };
    return matchesLabelSelector(selector, labels) ? [name] : [];
  });
}
