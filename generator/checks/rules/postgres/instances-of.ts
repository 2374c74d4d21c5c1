import { numberIn } from '../../../kubernetes/json.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';

/** `spec.instances` of a Cluster or Pooler; the CRDs make it 1 when it is not written. */
export function instancesOf({ json }: RenderedResource): number {
  return numberIn(json, 'spec', 'instances') ?? 1;
}
