import { getIn, listIn, objectIn, textIn } from './json.ts';
import type { Json, JsonObject } from './object.ts';

/** Port of a Service as a route names it: by number or by name. */
export type ServicePortReference = number | string;

/**
 * Port of the pods behind a Service port. A named `targetPort` is looked up in the containers of the pod; an absent one equals the
 * Service port. Undefined when the Service has no such port or the pod no port of that name.
 * Source: kubernetes `pkg/api/v1/service` and `pkg/controller/endpointslice` (`FindPort`).
 */
export function resolveTargetPort(
  service: JsonObject,
  reference: ServicePortReference,
  podSpec: JsonObject,
): number | undefined {
  const port = listIn(service, 'spec', 'ports').find(
    (candidate) => getIn(candidate, ['port']) === reference || getIn(candidate, ['name']) === reference,
  );
  if (port === undefined) return undefined;
  const target = getIn(port, ['targetPort']) ?? getIn(port, ['port']);
  if (typeof target === 'number') return target;
  const protocol = textIn(port, 'protocol') ?? 'TCP';
  for (const container of containersOf(podSpec)) {
    for (const candidate of listIn(container, 'ports')) {
      if (getIn(candidate, ['name']) !== target || (textIn(candidate, 'protocol') ?? 'TCP') !== protocol)
        continue;
      const number = getIn(candidate, ['containerPort']);
      return typeof number === 'number' ? number : undefined;
    }
  }
  return undefined;
}

/** Containers and init containers of a pod spec: a sidecar is an init container that keeps running. */
export function containersOf(podSpec: JsonObject): JsonObject[] {
  return [...listIn(podSpec, 'containers'), ...listIn(podSpec, 'initContainers')].map((container: Json) =>
    objectIn(container),
  );
}

/** Last part of an image's repository, without tag and digest: `ghcr.io/element-hq/element-web:v1` is `element-web`. */
export function imageName(image: string): string {
  const repository = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return repository.slice(repository.lastIndexOf('/') + 1);
}
