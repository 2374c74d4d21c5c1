import { type BackupStatement, backupAnnotation, parseBackup } from '../kubernetes/backup-annotation.ts';
import { isObject, textIn, walkJson } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import type { RenderedResource } from '../rendered/resource-set.ts';
import { remember } from './remember.ts';
import type { ObjectPath } from './rule.ts';

/** A claim, or a template that a controller makes claims of: data that outlives its pod. */
export interface StatefulVolume {
  /** What holds the claim: itself, a StatefulSet, an object of an operator, an Application with values of a chart. */
  readonly resource: RenderedResource;
  readonly path: ObjectPath;
  /** Name of the claim or the template; empty where a template has none. */
  readonly name: string;
  /** Specification of the claim. */
  readonly claim: Json;
  /** What the annotation says, on the template or on the object; text that is no statement as it is. */
  readonly statements: readonly (BackupStatement | string)[];
}

/**
 * Every persistent volume that the objects ask for, listed once for a resource set. CloudNativePG's Clusters have fields of their own and
 * are not among them.
 */
export const statefulVolumes = remember(({ resources }): readonly StatefulVolume[] =>
  resources.flatMap((resource) => {
    if (resource.object.kind === 'PersistentVolumeClaim') return [makeVolume(resource, [], resource.json)];
    if (['ConfigMap', 'CustomResourceDefinition'].includes(resource.object.kind)) return [];
    return templatesIn(resource);
  }),
);

/** True when all that the volume holds comes from somewhere else. */
export function isRebuildable({ statements }: StatefulVolume): boolean {
  return (
    statements.length > 0 &&
    statements.every((statement) => typeof statement === 'object' && statement.by === 'rebuildable')
  );
}

function templatesIn(resource: RenderedResource): StatefulVolume[] {
  const found: StatefulVolume[] = [];
  walkJson(resource.json, (value, path) => {
    if (!isObject(value)) return;
    const [parent, key] = path.slice(-2);
    // A volume with a `volumeClaimTemplate` inside a pod's `ephemeral` goes with the pod.
    const single = key === 'volumeClaimTemplate' && parent !== 'ephemeral';
    if (single || parent === 'volumeClaimTemplates') found.push(makeVolume(resource, [...path], value));
  });
  return found;
}

function makeVolume(resource: RenderedResource, path: ObjectPath, template: Json): StatefulVolume {
  const annotationOf = (object: Json) => textIn(object, 'metadata', 'annotations', backupAnnotation);
  const said = annotationOf(template) ?? annotationOf(resource.json) ?? '';
  return {
    resource,
    path,
    name: textIn(template, 'metadata', 'name') ?? '',
    claim: template,
    statements: parseBackup(said),
  };
}
