import { numberIn, textIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { leadsToAdminUi } from '../../admin-ui.ts';
import { carries, type EdgeRoute, edgeRoutes } from '../../edge-routes.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { endsOf, leadsToSynapse, type SynapseRouter, synapseRouters } from '../../synapse-routers.ts';

const admin = { method: 'GET', path: '/_synapse/admin/v2/users' };
const client = { method: 'GET', path: '/_matrix/client/versions' };

/** The admin API and UI can be reached from admin networks only. */
export const adminExposure: Rule = {
  slug: 'edge/admin-exposure',
  title: 'The admin API is not public',
  severity: 'error',
  why: 'One stolen or guessed admin token gives `/_synapse/admin` every account, room and message. An address list in front makes the token useless from elsewhere.',
  fix: 'Answer `/_synapse/admin` on a port of its own, and let routes reach it and the admin UI only with an allow list.',
  references: [
    'element-hq/synapse docs/reverse_proxy.md: endpoints that should not be exposed',
    'kubernetes/ingress-nginx docs: whitelist-source-range',
    'envoyproxy/gateway v1.9.0 api/v1alpha1/authorization_types.go: SecurityPolicy, clientCIDRs',
  ],
  components: ['synapse'],
  check(context) {
    const { resources } = context;
    const routers = synapseRouters(resources);
    for (const router of routers) checkFrontends(context, router);
    for (const service of resources.ofKind('Service', '')) checkService(context, routers, service);
    for (const route of edgeRoutes(resources)) checkRoute(context, routers, route);
  },
};

/** A frontend that serves clients must not serve admins as well, unless another one serves clients alone. */
function checkFrontends({ pass, fail }: RuleContext, router: SynapseRouter): void {
  const serving = router.frontends.map((section) => ({
    section,
    clients: router.route(section, client).length > 0,
    admins: router.route(section, admin).length > 0,
  }));
  const hasPublic = serving.some(({ clients, admins }) => clients && !admins);
  for (const { section, clients, admins } of serving) {
    if (!clients && !admins) continue;
    if (!clients || !admins || hasPublic) {
      pass();
      continue;
    }
    fail({
      resource: router.file.configMap,
      path: router.file.path,
      lineContaining: section.lines[0]?.text ?? '',
      message: `${section.kind} ${section.name} answers the public API and ${admin.path} on the same port: whoever reaches Matrix reaches the admin API. Refuse /_synapse/admin here, and serve it on another port.`,
    });
  }
}

/** A Service that is open to the outside has no allow list at all. */
function checkService(
  { resources, pass, fail }: RuleContext,
  routers: readonly SynapseRouter[],
  service: ReturnType<ResourceSet['ofKind']>[number],
): void {
  const type = textIn(service.json, 'spec', 'type') ?? 'ClusterIP';
  if (type !== 'LoadBalancer' && type !== 'NodePort') return;
  const ports = (service.json['spec'] as { ports?: { port: number }[] }).ports ?? [];
  ports.forEach((_, index) => {
    const port = numberIn(service.json, 'spec', 'ports', index, 'port') ?? 0;
    const exposed = endsOf(resources, routers, service, port).some(
      ({ isSynapse, frontend }) =>
        isSynapse || (frontend !== undefined && frontend.router.route(frontend.section, admin).length > 0),
    );
    if (!exposed) pass();
    else
      fail({
        resource: service,
        path: ['spec', 'ports', index],
        message: `a ${type} Service opens port ${port}, which answers ${admin.path}, to everybody. Make it ClusterIP and route to it with an allow list.`,
      });
  });
}

function checkRoute(
  { resources, pass, fail }: RuleContext,
  routers: readonly SynapseRouter[],
  route: EdgeRoute,
): void {
  const { resource, path, service, match, allowed } = route;
  const isUi = leadsToAdminUi(resources, route);
  const isApi = carries(route, admin.path) && leadsToSynapse(resources, routers, route, admin);
  const what = isUi ? 'the admin UI' : admin.path;
  if (!isUi && !isApi) {
    pass();
    return;
  }
  const open = allowed?.find((network) => /\/0$/.test(network));
  if (allowed !== undefined && allowed.length > 0 && open === undefined) {
    pass();
    return;
  }
  fail({
    resource,
    path,
    message: `the path ${match} leads to ${service.name}, which serves ${what}, and ${open === undefined ? 'there is no allow list' : `the allow list contains ${open}, which is everybody`}. Limit it to the admin networks, or route only /_matrix and /_synapse/client.`,
    setting: 'network.adminNetworks',
  });
}
