import { describe, expect, test } from 'vitest';
import { carries, edgeRoutes } from '../../generator/checks/edge-routes.ts';
import type { JsonObject } from '../../generator/kubernetes/object.ts';
import { makeResource } from '../../generator/rendered/make-resource.ts';
import { makeResourceSet } from '../../generator/rendered/make-resource-set.ts';
import { toDocument } from '../../generator/rendered/rendered-document.ts';

function routesOf(...manifests: JsonObject[]) {
  const resources = manifests.map((json) =>
    makeResource(toDocument(json), { environment: 'test', component: 'test', file: 'test.yaml' }),
  );
  return edgeRoutes(makeResourceSet('test', resources, new Set()));
}

const route: JsonObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'admin', namespace: 'matrix' },
  spec: { rules: [{ backendRefs: [{ name: 'synapse-router', port: 8009 }] }] },
};

function policy(authorization: JsonObject, target: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'SecurityPolicy',
    metadata: { name: 'admin', namespace: 'matrix' },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'admin', ...target }],
      authorization,
    },
  };
}

const networks = { action: 'Allow', principal: { clientCIDRs: ['10.1.0.0/16'] } };

describe('networks that a SecurityPolicy lets through', () => {
  test.each<[string, JsonObject, readonly string[] | undefined]>([
    ['those of its Allow rules', policy({ defaultAction: 'Deny', rules: [networks] }), ['10.1.0.0/16']],
    ['the rest is denied when nothing is said', policy({ rules: [networks] }), ['10.1.0.0/16']],
    ['everybody by default', policy({ defaultAction: 'Allow', rules: [networks] }), undefined],
    [
      'everybody by a rule without networks',
      policy({ rules: [networks, { action: 'Allow', principal: { jwt: { provider: 'x' } } }] }),
      ['10.1.0.0/16', '0.0.0.0/0'],
    ],
    ['not of another route', policy({ rules: [networks] }, { name: 'other' }), undefined],
    [
      'not for the whole route when it names a section',
      policy({ rules: [networks] }, { sectionName: 'a' }),
      undefined,
    ],
  ])('%s', (_, manifest, expected) => {
    expect(routesOf(route, manifest).map(({ allowed }) => allowed)).toEqual([expected]);
  });
});

describe('carries', () => {
  const ingress = (path: string, pathType: string, annotations: JsonObject = {}) =>
    routesOf({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'a', namespace: 'b', annotations },
      spec: {
        rules: [
          { http: { paths: [{ path, pathType, backend: { service: { name: 's', port: { number: 1 } } } }] } },
        ],
      },
    });

  test.each([
    ['/', 'Prefix', '/_synapse/admin', true],
    ['/_synapse', 'Prefix', '/_synapse/admin', true],
    ['/_synapse/', 'Prefix', '/_synapse/admin', true],
    ['/_syn', 'Prefix', '/_synapse/admin', false],
    ['/_synapse', 'Exact', '/_synapse/admin', false],
    ['/_synapse/admin', 'Exact', '/_synapse/admin', true],
  ])('%s (%s) carries %s: %s', (path, type, asked, expected) => {
    expect(ingress(path, type).map((found) => carries(found, asked))).toEqual([expected]);
  });

  test('regular expressions only where ingress-nginx is told so', () => {
    const regex = { 'nginx.ingress.kubernetes.io/use-regex': 'true' };
    const [on] = ingress('/_(matrix|synapse)/.*', 'ImplementationSpecific', regex);
    const [off] = ingress('/_(matrix|synapse)/.*', 'ImplementationSpecific');
    expect([on, off].map((found) => found && carries(found, '/_synapse/admin'))).toEqual([true, false]);
  });

  test('a route without matches carries everything', () => {
    expect(routesOf(route).map((found) => carries(found, '/_synapse/admin'))).toEqual([true]);
  });
});
