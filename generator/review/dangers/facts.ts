import { groupOf } from '../../kubernetes/object.ts';
import type { RenderedResource } from '../../rendered/resource-set.ts';

/** Kind and group of an object: `StatefulSet.apps`, `Service`. */
export function typeOf({ object: { apiVersion, kind } }: RenderedResource): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${kind}.${group}`;
}

/** True when the object carries this Argo CD sync option (`argocd.argoproj.io/sync-options`, a list with commas). */
export function hasSyncOption({ object }: RenderedResource, option: string): boolean {
  const text = object.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '';
  return text.split(',').some((part) => part.trim() === option);
}
