import { carries, edgeRoutes } from '../../edge-routes.ts';
import type { Rule } from '../../rule.ts';
import { endsOf, synapseRouters } from '../../synapse-routers.ts';

/** Something that nobody would ask for by a route of its own. */
const anything = '/anything';

/** The edge does not send every path to a Synapse process. */
export const mainExposed: Rule = {
  slug: 'edge/main-exposed',
  title: 'Not everything goes straight to Synapse',
  severity: 'error',
  why: 'A route for `/` to a Synapse process brings it every path that it serves, metrics and replication included where they share the port, and takes all requests past the workers: they idle while one process carries the load of all users.',
  fix: 'Route `/_matrix` and `/_synapse/client` to the router, which knows which process serves what, and refuses the rest.',
  references: [
    'element-hq/synapse docs/reverse_proxy.md: endpoints that should not be exposed',
    'element-hq/synapse docs/workers.md',
    'Design 2025, 6.1',
  ],
  components: ['public-routes'],
  check({ resources, pass, fail }) {
    const routers = synapseRouters(resources);
    for (const route of edgeRoutes(resources)) {
      const service = resources.find('Service', route.service.namespace, route.service.name);
      const ends = service === undefined ? [] : endsOf(resources, routers, service, route.service.port);
      if (!carries(route, anything) || !ends.some(({ isSynapse }) => isSynapse)) {
        pass();
        continue;
      }
      fail({
        resource: route.resource,
        path: route.path,
        message: `the path ${route.match} leads to ${route.service.name}, a process of Synapse: it gets every request, and the workers none. Route /_matrix and /_synapse/client to the router instead.`,
      });
    }
  },
};
