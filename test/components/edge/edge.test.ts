import { describe, expect, it } from 'vitest';
import { gatewayComponent } from '../../../generator/components/edge/envoy-gateway/gateway.ts';
import { edgeAddresses } from '../../../generator/components/edge/names.ts';
import { publicRoutesComponent } from '../../../generator/components/edge/public-routes.ts';
import { edgeTimeouts } from '../../../generator/components/edge/timeouts.ts';
import { envoyGatewayComponent } from '../../../generator/components/operators/envoy-gateway.ts';
import { ingressNginxComponent } from '../../../generator/components/operators/ingress-nginx.ts';
import { routerTimeouts } from '../../../generator/components/synapse/router/timeouts.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { loadEnvironments } from '../../../generator/environment/load-environments.ts';
import type { EnvironmentFile } from '../../../generator/environment/schema/environment-schema.ts';
import { getIn } from '../../../generator/kubernetes/json.ts';
import type { Json } from '../../../generator/kubernetes/object.ts';
import { makeNetworkPolicies } from '../../../generator/platform/make-network-policies.ts';
import { projectRoot } from '../../../generator/tools/tool-versions.ts';
import { dev, production } from '../data/environments.ts';
import { type Meaning, readGateway, readIngresses } from './read-rendering.ts';

type Changes = Partial<EnvironmentFile>;

/** Every sample, whichever product it picks. */
const samples = (loadEnvironments(projectRoot).environments ?? []).map(({ environment }) => environment);

function withEdge(environment: Environment, edge: Environment['slots']['edge']): Environment {
  return { ...environment, slots: { ...environment.slots, edge } };
}

function readGatewayOf(environment: Environment): Meaning[] {
  const rendered = withEdge(environment, 'envoy-gateway');
  return readGateway([
    ...gatewayComponent.render(rendered).resources,
    ...publicRoutesComponent.render(rendered).resources,
  ]);
}

function readIngressesOf(environment: Environment): Meaning[] {
  const rendered = withEdge(environment, 'ingress-nginx');
  const values = JSON.parse(JSON.stringify(ingressNginxComponent.render(rendered).helm?.values)) as Json;
  return readIngresses(publicRoutesComponent.render(rendered).resources, values);
}

const gatewayMeaning = (changes: Changes = {}) => readGatewayOf(production(changes));
const ingressMeaning = (changes: Changes = {}) => readIngressesOf(production(changes));

/** Envoy limits no body, nginx does: the meaning that both share is what is let through. */
function withoutBody(meanings: readonly Meaning[]): object[] {
  return meanings.map(({ bodyLimit: _, ...rest }) => rest);
}

/** A controller picks the longest path, wherever it stands. */
function sorted(meanings: readonly Meaning[]): object[] {
  const key = ({ host, path }: Meaning) => `${host}${path}`;
  return withoutBody([...meanings].sort((one, other) => key(one).localeCompare(key(other))));
}

const network = production().network;
const cases: readonly [string, Changes][] = [
  ['the defaults', {}],
  ['a server name that is also the host of Synapse', { hosts: { serverName: 'a.org', matrix: 'a.org' } }],
  ['a server name that is also the host of Element', { hosts: { serverName: 'a.org', element: 'a.org' } }],
  [
    'several admin networks',
    {
      network: {
        loadBalancer: { addresses: [...network.loadBalancer.addresses] },
        adminNetworks: ['198.51.100.0/24', '203.0.113.7/32'],
      },
    },
  ],
];

describe('both renderings', () => {
  it.each(cases)('mean the same for %s', (_, changes) => {
    expect(sorted(gatewayMeaning(changes))).toEqual(sorted(ingressMeaning(changes)));
  });

  it.each(samples.map((environment) => [environment.name, environment] as const))(
    'mean the same for the sample %s',
    (_, environment) => {
      const gateway = readGatewayOf(environment);
      expect(gateway.length).toBeGreaterThanOrEqual(10);
      expect(sorted(gateway)).toEqual(sorted(readIngressesOf(environment)));
    },
  );

  it('believe no header about who the client is', () => {
    for (const { clientAddress } of [...gatewayMeaning(), ...ingressMeaning()])
      expect(clientAddress).toBe('connection');
  });

  it('let uploads of the largest size through', () => {
    const upload = 2_000 * 2 ** 20;
    for (const meanings of [gatewayMeaning, ingressMeaning]) {
      const media = meanings({ synapse: { maxUploadSize: '2000M' } }).filter(
        ({ path }) => path === '/_matrix',
      );
      expect(media).toHaveLength(2);
      for (const { bodyLimit } of media) expect(bodyLimit).toBeGreaterThanOrEqual(upload);
    }
  });

  it('wait longer than the router, and never cut a request that makes progress', () => {
    for (const { idleSeconds, requestSeconds } of [...gatewayMeaning(), ...ingressMeaning()]) {
      expect(idleSeconds).toBeGreaterThan(routerTimeouts.client);
      expect(requestSeconds).toBe(Number.POSITIVE_INFINITY);
    }
    expect(edgeTimeouts.backendConnection).toBeLessThan(routerTimeouts.keepAlive);
  });

  it('open exactly these paths, the admin ones to the admin networks only', () => {
    const table = gatewayMeaning().map(
      ({ host, path, backend, allowed }) => `${host}${path} -> ${backend} for ${allowed}`,
    );
    const admins = 'for 198.51.100.0/24';
    expect(table).toEqual([
      'example.org/.well-known/matrix -> matrix/synapse-router:8008 for everybody',
      'matrix.example.org/_matrix -> matrix/synapse-router:8008 for everybody',
      'matrix.example.org/_synapse/client -> matrix/synapse-router:8008 for everybody',
      'matrix.example.org/.well-known/matrix -> matrix/synapse-router:8008 for everybody',
      'element.example.org/ -> matrix/element-web:8080 for everybody',
      'rtc.example.org/sfu/get -> matrix/lk-jwt-service:8080 for everybody',
      'rtc.example.org/get_token -> matrix/lk-jwt-service:8080 for everybody',
      'rtc.example.org/delegate_delayed_leave -> matrix/lk-jwt-service:8080 for everybody',
      'rtc.example.org/ -> rtc/livekit:7880 for everybody',
      `admin.example.org/ -> matrix/admin-ui:8080 ${admins}`,
      `admin.example.org/_matrix -> matrix/synapse-router:8008 ${admins}`,
      `admin.example.org/_synapse/admin -> matrix/synapse-router:8009 ${admins}`,
    ]);
  });

  it('end TLS with a certificate per host and send HTTP away', () => {
    for (const { tlsSecret, redirectsHttp } of [...gatewayMeaning(), ...ingressMeaning()]) {
      expect(tlsSecret).toMatch(/^tls-/);
      expect(redirectsHttp).toBe(true);
    }
  });

  it('use no snippets', () => {
    const { resources } = publicRoutesComponent.render(production({ slots: { edge: 'ingress-nginx' } }));
    expect(JSON.stringify(resources)).not.toContain('snippet');
  });
});

describe('the proxies', () => {
  it('are three, spread, with a budget, and see the address of the client', () => {
    const proxy = objectOf(gatewayComponent.render(production()).resources, 'EnvoyProxy');
    const kubernetes = getIn(proxy, ['spec', 'provider', 'kubernetes']) ?? null;
    expect(getIn(kubernetes, ['envoyDeployment', 'replicas'])).toBe(3);
    expect(getIn(kubernetes, ['envoyPDB'])).toEqual({ maxUnavailable: 1 });
    expect(getIn(kubernetes, ['envoyService'])).toEqual({
      name: 'edge',
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      annotations: { 'metallb.io/loadBalancerIPs': '192.0.2.200' },
    });
    const { controller } = ingressNginxComponent.render(production()).helm?.values ?? {};
    expect(controller).toMatchObject({
      replicaCount: 3,
      minAvailable: 2,
      allowSnippetAnnotations: false,
      service: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        annotations: { 'metallb.io/loadBalancerIPs': '192.0.2.200' },
      },
    });
  });

  it('are one, without a budget, where availability is single', () => {
    const proxy = objectOf(gatewayComponent.render(dev()).resources, 'EnvoyProxy');
    expect(getIn(proxy, ['spec', 'provider', 'kubernetes', 'envoyPDB'])).toBeUndefined();
    expect(JSON.stringify(ingressNginxComponent.render(dev()).helm?.values)).not.toContain('minAvailable');
  });

  it('carry every waiting client when one of them is gone', () => {
    const policy = objectOf(gatewayComponent.render(production()).resources, 'BackendTrafficPolicy');
    const limit = getIn(policy, ['spec', 'circuitBreaker', 'maxConnections']);
    expect(Number(limit) * 2).toBeGreaterThanOrEqual(20_000 * 2);
  });

  it('leave paths as they came', () => {
    const policy = objectOf(gatewayComponent.render(production()).resources, 'ClientTrafficPolicy');
    expect(getIn(policy, ['spec', 'path'])).toEqual({
      escapedSlashesAction: 'KeepUnchanged',
      disableMergeSlashes: true,
    });
  });

  it('have the first usable address of each family', () => {
    const withAddresses = (addresses: string[]) =>
      edgeAddresses(production({ network: { loadBalancer: { addresses }, adminNetworks: ['10.0.0.0/8'] } }));
    expect(withAddresses(['10.0.0.0/28'])).toEqual(['10.0.0.1']);
    expect(withAddresses(['10.0.0.9-10.0.0.12', '10.0.1.0/24'])).toEqual(['10.0.0.9']);
    expect(withAddresses(['10.0.0.0-10.0.0.12'])).toEqual(['10.0.0.1']);
    expect(withAddresses(['10.0.0.9', 'fd00::/64'])).toEqual(['10.0.0.9', 'fd00::1']);
    expect(withAddresses(['10.0.0.8/32'])).toEqual(['10.0.0.8']);
  });

  it.each([
    ['envoy-gateway', envoyGatewayComponent, [10_443, 10_080]],
    ['ingress-nginx', ingressNginxComponent, [443, 80]],
  ] as const)(
    'of %s are reached by everybody on two ports and reach what they forward to',
    (edge, component, ports) => {
      const environment = production({ slots: { edge } });
      const policies = makeNetworkPolicies(environment, component.render(environment).flows);
      const own = policies
        .get(edge)
        ?.find(({ spec }) => JSON.stringify(spec?.ingress)?.includes('0.0.0.0/0'));
      expect(own?.spec?.ingress).toContainEqual({
        from: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }],
        ports: ports.map((port) => ({ protocol: 'TCP', port })),
      });
      expect([...policies.keys()].sort()).toEqual(
        ['admin-ui', 'element-web', edge, 'lk-jwt-service', 'synapse'].sort(),
      );
      expect(policies.get('synapse')?.[0]?.spec?.ingress?.[0]?.ports).toEqual([
        { protocol: 'TCP', port: 8008 },
        { protocol: 'TCP', port: 8009 },
      ]);
    },
  );
});

function objectOf(objects: readonly object[], kind: string): Json {
  return JSON.parse(JSON.stringify(objects.find((object) => Reflect.get(object, 'kind') === kind) ?? null));
}
