import { listIn, objectIn, textIn } from '../../kubernetes/json.ts';
import type { JsonObject } from '../../kubernetes/object.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../../rendered/resource-set.ts';
import { isCompletedByOperator } from '../operator-knowledge.ts';
import { remember } from '../remember.ts';
import type { ObjectPath } from '../rule.ts';

/** Something that a row of a table judges: an object, a pod template in it, or a container in that. */
export interface Subject {
  readonly resource: RenderedResource;
  readonly json: JsonObject;
  /** Where `json` stands inside the resource. */
  readonly path: ObjectPath;
  /** As a message names it: `container web`, `the pod`. */
  readonly name: string;
  /** Pod template that the subject is or belongs to. */
  readonly template?: PodTemplate;
}

/** Finds what a row judges. Results are kept per resource set: many rows ask for the same. */
export type SubjectFinder = (resources: ResourceSet) => readonly Subject[];

/** Pod specs that stand in manifests whole: what an operator completes is not judged. */
export const pods: SubjectFinder = remember(({ podTemplates }) =>
  podTemplates
    .filter(({ owner }) => !isCompletedByOperator(owner.object))
    .map((template) => ({
      resource: template.owner,
      json: template.spec,
      path: template.path,
      name: 'the pod',
      template,
    })),
);

/** Containers and init containers of these pods. */
export const containers: SubjectFinder = remember((resources) =>
  pods(resources).flatMap((pod) =>
    (['containers', 'initContainers'] as const).flatMap((list) =>
      listIn(pod.json, list).map((container, index) => ({
        ...pod,
        json: objectIn(container),
        path: [...pod.path, list, index],
        name: `container ${textIn(container, 'name') ?? index}`,
      })),
    ),
  ),
);

/** Objects of these kinds, by group and kind: `apps/Deployment`, `/Service`. */
export function objects(...kinds: readonly string[]): SubjectFinder {
  return remember((resources) =>
    kinds.flatMap((name) => {
      const [group, kind = ''] = name.split('/');
      return resources
        .ofKind(kind, group)
        .map((resource) => ({ resource, json: resource.json, path: [], name: `the ${kind}` }));
    }),
  );
}

/** Every object. */
export const everything: SubjectFinder = remember(({ resources }) =>
  resources.map((resource) => ({
    resource,
    json: resource.json,
    path: [],
    name: `the ${resource.object.kind}`,
  })),
);
