import { textIn, textsIn } from '../../../kubernetes/json.ts';
import { carries, type EdgeRoute, edgeRoutes } from '../../edge-routes.ts';
import { gatewayTimeouts, type Hop } from '../../gateway-timeouts.ts';
import {
  type HaproxyLine,
  type HaproxySection,
  linesOf,
  parseHaproxyTime,
  proxySetting,
} from '../../haproxy/parse-haproxy.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { leadsToSynapse, type SynapseRouter, synapseRouters } from '../../synapse-routers.ts';

/** Clients ask `/sync` to wait 30 seconds; Synapse may take as long again to answer under load, and the proxy must not be the first to give up. */
const least = 90;
const sync = { method: 'GET', path: '/_matrix/client/v3/sync' };

/** Every proxy that carries `/sync` waits long enough, and no outer one gives up before an inner one. */
export const syncTimeout: Rule = {
  slug: 'edge/sync-timeout',
  title: 'Proxies wait for /sync',
  severity: 'error',
  why: 'A long-poll that a proxy cuts looks like a lost connection: clients reconnect at once, and twenty thousand of them together are an attack. An outer hop that is more impatient than an inner one cuts what the inner one still serves.',
  fix: `Give every hop at least ${least} seconds, growing from Synapse outwards.`,
  references: [
    'Matrix specification, client-server API: GET /_matrix/client/v3/sync, timeout',
    'haproxy doc/configuration.txt: timeout client, timeout server',
    'kubernetes/ingress-nginx docs: proxy-read-timeout and proxy-send-timeout, default 60 seconds',
    'Gateway API HTTPRouteTimeouts: request; 0s means none',
    'envoyproxy/gateway v1.9.0 internal/xds/translator/route.go: idleTimeout; Envoy’s own request timeout is 15 seconds',
  ],
  components: ['synapse'],
  check(context) {
    const routers = synapseRouters(context.resources);
    const longest = Math.max(
      0,
      ...routers.flatMap((router) => [checkRouter(context, router), longestPatience(router)]),
    );
    for (const route of edgeRoutes(context.resources)) {
      if (carries(route, sync.path) && leadsToSynapse(context.resources, routers, route, sync))
        checkRoute(context, route, longest);
    }
  },
};

/**
 * Seconds that a router bears with any of its servers, unless it hangs up on clients before: the same routes carry joins and uploads,
 * which may take longer than `/sync`.
 */
function longestPatience({ sections, frontends }: SynapseRouter): number {
  const longest = (proxies: readonly HaproxySection[], side: string) =>
    Math.max(0, ...proxies.map((proxy) => readTimeout(sections, proxy, side).seconds));
  const backends = sections.filter(
    (section) => section.kind === 'backend' && linesOf(section, 'server').length > 0,
  );
  return Math.min(longest(backends, 'server'), longest(frontends, 'client'));
}

/** Checks the frontends that carry `/sync`; returns the longest server timeout behind them, in seconds. */
function checkRouter({ pass, fail }: RuleContext, router: SynapseRouter): number {
  let longest = 0;
  for (const frontend of router.frontends) {
    const backends = router.route(frontend, sync);
    if (backends.length === 0) continue;
    const client = readTimeout(router.sections, frontend, 'client');
    const hops = [
      { section: frontend, side: 'client', ...client },
      ...backends.map((section) => ({
        section,
        side: 'server',
        ...readTimeout(router.sections, section, 'server'),
      })),
    ];
    for (const { section, side, line, seconds } of hops) {
      const impatient = side === 'server' && client.seconds < seconds && seconds >= least;
      if (seconds >= least && !impatient) pass();
      else
        fail({
          resource: router.file.configMap,
          path: router.file.path,
          lineContaining: placeOf(router.sections, (impatient ? client.line : line) ?? section.lines[0]),
          message: impatient
            ? `frontend ${frontend.name} gives up after ${client.seconds} seconds (timeout client), its backend ${section.name} only after ${seconds}: requests that Synapse still works on are cut. Raise timeout client to at least ${seconds}s.`
            : `${section.kind} ${section.name} carries /sync and ${line === undefined ? `has no timeout ${side}` : `gives up after ${seconds} seconds (timeout ${side})`}: clients wait 30 seconds there and longer under load. Use at least ${least}s.`,
        });
      if (side === 'server') longest = Math.max(longest, seconds);
    }
  }
  return longest;
}

/** Heading of the section that holds a line, and the line: the same timeout stands in several sections. */
function placeOf(sections: readonly HaproxySection[], line: HaproxyLine | undefined): string {
  const heading = sections.find(({ lines }) => line !== undefined && lines.includes(line))?.lines[0];
  return [...new Set([heading, line])].flatMap((part) => part?.text ?? []).join('\n');
}

function readTimeout(
  sections: readonly HaproxySection[],
  section: HaproxySection,
  side: string,
): { line: HaproxyLine | undefined; seconds: number } {
  const line = proxySetting(sections, section, 'timeout', side);
  return { line, seconds: parseHaproxyTime(line?.words[2]) ?? 0 };
}

function checkRoute({ resources, pass, fail, unknown }: RuleContext, route: EdgeRoute, inner: number): void {
  const { resource } = route;
  const hops =
    resource.object.kind === 'Ingress' ? ingressTimeouts(route) : gatewayTimeouts(resources, route);
  for (const { path, seconds, name } of hops) {
    if (seconds === undefined) {
      unknown({
        resource,
        path,
        message: `this route carries /sync and sets no ${name}: the controller's own default decides, and cannot be seen here. Set it to at least ${Math.max(least, inner)} seconds.`,
      });
    } else if (seconds < Math.max(least, inner)) {
      fail({
        resource,
        path,
        message:
          seconds < least
            ? `this route carries /sync and gives up after ${seconds} seconds (${name}): clients wait 30 seconds there and longer under load. Use at least ${Math.max(least, inner)}.`
            : `this route gives up after ${seconds} seconds (${name}), the router behind it only after ${inner}: requests that Synapse still works on are cut. Use at least ${inner}.`,
      });
    } else {
      pass();
    }
  }
}

function ingressTimeouts({ resource }: EdgeRoute): Hop[] {
  const annotations = textsIn(resource.json, 'metadata', 'annotations');
  const isNginx =
    textIn(resource.json, 'spec', 'ingressClassName')?.includes('nginx') === true ||
    Object.keys(annotations).some((name) => name.startsWith('nginx.ingress.kubernetes.io/'));
  return ['proxy-read-timeout', 'proxy-send-timeout'].map((short) => {
    const name = `nginx.ingress.kubernetes.io/${short}`;
    const value = annotations[name];
    return {
      name: short,
      path: ['metadata', 'annotations', name],
      seconds: value !== undefined ? Number(value) : isNginx ? 60 : undefined,
    };
  });
}
