import { listSecretReferences, type SecretReference } from '../kubernetes/secret-references.ts';
import type { RenderedResource } from '../rendered/resource-set.ts';

const known = new WeakMap<RenderedResource['object'], readonly SecretReference[]>();

/** Every place in a rendered object that names a Secret, listed once: several rules ask. */
export function secretReferences({ object }: RenderedResource): readonly SecretReference[] {
  const references = known.get(object) ?? listSecretReferences(object);
  known.set(object, references);
  return references;
}
