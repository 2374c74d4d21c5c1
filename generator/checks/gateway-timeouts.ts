import { getIn, listIn, textIn } from '../kubernetes/json.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import type { EdgeRoute } from './edge-routes.ts';

/** One timeout of a proxy. */
export interface Hop {
  readonly name: string;
  readonly path: readonly (string | number)[];
  /** Undefined when it depends on the controller; infinite when there is none. */
  readonly seconds: number | undefined;
}

/**
 * Timeouts of an HTTPRoute: for the whole request, and for silence on it. A policy for the route wins over one for its Gateway.
 * Envoy's own are 15 seconds and 5 minutes; other controllers keep theirs to themselves.
 * Source: envoyproxy/gateway v1.9.0 `internal/xds/translator/route.go` (`getEffectiveRequestTimeout`, `idleTimeout`).
 */
export function gatewayTimeouts(resources: ResourceSet, { resource, path }: EdgeRoute): Hop[] {
  const isEnvoy = resources
    .ofKind('GatewayClass', 'gateway.networking.k8s.io')
    .some(
      ({ json }) => textIn(json, 'spec', 'controllerName')?.startsWith('gateway.envoyproxy.io/') === true,
    );
  const policy = policyFor(resources, resource, 'BackendTrafficPolicy');
  const listener = policyFor(resources, resource, 'ClientTrafficPolicy');
  const requestText =
    textIn(resource.json, ...path, 'timeouts', 'request') ??
    textIn(policy?.json, 'spec', 'timeout', 'http', 'requestTimeout');
  const request = requestText === undefined ? (isEnvoy ? 15 : undefined) : parseDuration(requestText);
  const at = [...path, 'timeouts', 'request'];
  const idleText =
    textIn(policy?.json, 'spec', 'timeout', 'http', 'streamIdleTimeout') ??
    textIn(listener?.json, 'spec', 'timeout', 'http', 'streamIdleTimeout');
  const idle =
    idleText !== undefined
      ? parseDuration(idleText)
      : requestText === undefined
        ? 300
        : Math.max(3_600, request ?? 0);
  return [
    { name: 'timeouts.request', path: at, seconds: request },
    ...(isEnvoy ? [{ name: 'streamIdleTimeout', path: at, seconds: idle }] : []),
  ];
}

/** The policy of this kind for the route, or else for a Gateway that the route belongs to. */
function policyFor(
  resources: ResourceSet,
  route: RenderedResource,
  kind: string,
): RenderedResource | undefined {
  const namespace = route.object.metadata.namespace ?? '';
  const gateways = listIn(route.json, 'spec', 'parentRefs').map(
    (parent) => `${textIn(parent, 'namespace') ?? namespace}/${textIn(parent, 'name')}`,
  );
  const policies = resources.ofKind(kind, 'gateway.envoyproxy.io');
  const find = (targetKind: string, names: readonly string[]) =>
    policies.find(({ json, object }) =>
      [...listIn(json, 'spec', 'targetRefs'), getIn(json, ['spec', 'targetRef']) ?? null].some(
        (target) =>
          textIn(target, 'kind') === targetKind &&
          textIn(target, 'sectionName') === undefined &&
          names.includes(`${object.metadata.namespace}/${textIn(target, 'name')}`),
      ),
    );
  return find('HTTPRoute', [`${namespace}/${route.object.metadata.name}`]) ?? find('Gateway', gateways);
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a Gateway API duration (`1m30s`); `0s` switches the timeout off. */
function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|h|m|s)/g)];
  const seconds = parts.reduce(
    (sum, [, number, unit = 's']) => sum + Number(number) * (unitSeconds[unit] ?? 1),
    0,
  );
  return seconds === 0 ? Number.POSITIVE_INFINITY : seconds;
}
