import type { ResourceSet } from '../rendered/resource-set.ts';

/** A reading of a resource set that is made once, when it is first asked for: several rules ask, for each of their subjects. */
export function remember<T extends object>(
  read: (resources: ResourceSet) => T,
): (resources: ResourceSet) => T {
  const known = new WeakMap<ResourceSet, T>();
  return (resources) => {
    const found = known.get(resources) ?? read(resources);
    known.set(resources, found);
    return found;
  };
}
