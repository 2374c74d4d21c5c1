import { listIn, textIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { carries, type EdgeRoute, edgeRoutes } from '../../edge-routes.ts';
import { publicNames, turnOffers } from '../../public-names.ts';
import { turnServers } from '../../rtc/media-servers.ts';
import { numberOption, type TurnserverOptions } from '../../rtc/turnserver-options.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** What is told to the world, what is routed and what the certificates are for are the same names. */
export const publicNamesRule: Rule = {
  slug: 'edge/public-names',
  title: 'All public names agree with each other',
  severity: 'error',
  why: 'A name that the well-known document gives away and no route serves is a login that fails; a host whose certificate is for another name is refused by every client and every server, each with an error of its own.',
  fix: 'Let all names follow from `hosts` in the environment file; where a patch changes one of them, change the others too.',
  references: [
    'Matrix specification: server discovery, well-known client and server',
    'element-hq/synapse docs/usage/configuration: public_baseurl, server_name, turn_uris',
    'RFC 6125: names in certificates, wildcards for one label',
    'coturn README.turnserver: listening-port, tls-listening-port and their alternatives',
  ],
  components: ['public-routes'],
  check(context) {
    const routes = edgeRoutes(context.resources);
    if (routes.length === 0) return;
    checkNames(context, routes);
    checkCertificates(context, routes);
    checkTurn(context);
  },
};

/** Each name that is told leads somewhere, and all names of the API are one. */
function checkNames({ resources, pass, fail }: RuleContext, routes: readonly EdgeRoute[]): void {
  // Calls are told to clients by the homeserver, and routed once their tier is there.
  const hasCalls = routes.some(({ service }) => service.name === 'lk-jwt-service');
  const names = publicNames(resources).filter(({ setting }) => hasCalls || setting !== 'hosts.rtc');
  const api = names.find(({ what }) => what === 'public_baseurl');
  for (const { what, host, port, needs, setting, ...place } of names) {
    const served = routes.some((route) => route.hosts.includes(host) && carries(route, needs));
    const differs = needs === api?.needs && host !== api.host;
    if (served && port === 443 && !differs) {
      pass();
      continue;
    }
    fail({
      ...place,
      message: differs
        ? `${what} names ${host}, public_baseurl ${api.host}: clients that follow one of them end up with links of the other. Make them the same.`
        : served
          ? `${what} names port ${port} of ${host}, but the edge listens on 443. Leave the port out.`
          : `${what} names ${host}, where no route carries ${needs}: whoever follows it gets nothing. Route the host, or name one that is routed.`,
      setting,
    });
  }
}

/** Each routed host has TLS, and the certificate that it presents is for it. */
function checkCertificates({ resources, pass, fail }: RuleContext, routes: readonly EdgeRoute[]): void {
  const seen = new Set<string>();
  for (const route of routes) {
    for (const host of route.hosts) {
      const key = `${host} ${route.resource.object.metadata.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const secrets = tlsSecrets(resources, route, host);
      const names = secrets.flatMap((secret) => certificateNames(resources, secret) ?? ['*']);
      if (names.some((name) => covers(name, host))) {
        pass();
        continue;
      }
      fail({
        resource: route.resource,
        path: route.path,
        message:
          secrets.length === 0
            ? `${host} is routed without TLS: no listener or tls section is for it. Add one with its certificate.`
            : `${host} is served with the certificate of ${secrets.join(', ')}, which is for ${names.join(', ')}: every client refuses it. Add the host to its dnsNames.`,
      });
    }
  }
}

/** Secrets, as `namespace/name`, that the edge presents for a host of a route. */
function tlsSecrets(resources: ResourceSet, { resource }: EdgeRoute, host: string): string[] {
  const namespace = resource.object.metadata.namespace ?? '';
  if (resource.object.kind === 'Ingress') {
    return listIn(resource.json, 'spec', 'tls')
      .filter((tls) => listIn(tls, 'hosts').includes(host))
      .map((tls) => `${namespace}/${textIn(tls, 'secretName') ?? ''}`);
  }
  return listIn(resource.json, 'spec', 'parentRefs').flatMap((parent) => {
    const gateway = resources.find(
      'Gateway',
      textIn(parent, 'namespace') ?? namespace,
      textIn(parent, 'name') ?? '',
    );
    const section = textIn(parent, 'sectionName');
    return listIn(gateway?.json ?? null, 'spec', 'listeners')
      .filter((listener) => section === undefined || textIn(listener, 'name') === section)
      .filter((listener) => covers(textIn(listener, 'hostname') ?? '*', host))
      .flatMap((listener) => listIn(listener, 'tls', 'certificateRefs'))
      .map(
        (reference) =>
          `${textIn(reference, 'namespace') ?? gateway?.object.metadata.namespace}/${textIn(reference, 'name')}`,
      );
  });
}

/** Names of the Certificate that makes a Secret; undefined when none does, which is for edge/certificate to say. */
function certificateNames(resources: ResourceSet, secret: string): string[] | undefined {
  const found = resources
    .ofKind('Certificate', 'cert-manager.io')
    .find(
      ({ json, object }) => `${object.metadata.namespace}/${textIn(json, 'spec', 'secretName')}` === secret,
    );
  return found && listIn(found.json, 'spec', 'dnsNames').map(String);
}

/** `*` is everything, `*.example.org` one label below it. */
function covers(name: string, host: string): boolean {
  if (name === '*' || name === host) return true;
  return name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1);
}

/** Relays listen where clients are sent. TURN over TLS is used under the name of its certificate; the relays end TLS themselves. */
function checkTurn({ resources, pass, fail }: RuleContext): void {
  const servers = turnServers(resources);
  if (servers.length === 0) return;
  const ports = new Set(servers.flatMap(({ options }) => listeningPorts(options)));
  const names = resources
    .ofKind('Certificate', 'cert-manager.io')
    .flatMap(({ json }) => listIn(json, 'spec', 'dnsNames').map(String));
  for (const { what, host, port, tls, ...place } of turnOffers(resources)) {
    if (tls && !names.some((name) => covers(name, host)))
      fail({
        ...place,
        message: `${what} offers TURN over TLS at ${host}, and no certificate is for that name: clients drop it without a word. Add the host to the certificate of the relays.`,
        setting: 'hosts.turn',
      });
    else if (!ports.has(port))
      fail({
        ...place,
        message: `${what} sends clients to port ${port} of ${host}, and coturn listens on ${[...ports].join(', ')}: nobody answers there. Use one port in both.`,
        setting: 'network.ports',
      });
    else pass();
  }
}

/** coturn speaks with and without TLS on each of its ports (README.turnserver). */
function listeningPorts(options: TurnserverOptions): number[] {
  const alternatives = ['alt-listening-port', 'alt-tls-listening-port'].map((name) =>
    numberOption(options, name, 0),
  );
  return [
    numberOption(options, 'listening-port', 3478),
    numberOption(options, 'tls-listening-port', 5349),
    ...alternatives.filter((port) => port !== 0),
  ];
}
