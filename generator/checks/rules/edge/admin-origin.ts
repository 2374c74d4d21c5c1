import { leadsToAdminUi } from '../../admin-ui.ts';
import { type EdgeRoute, edgeRoutes } from '../../edge-routes.ts';
import type { Rule } from '../../rule.ts';

/** The admin UI has a host name that nothing public shares. */
export const adminOrigin: Rule = {
  slug: 'edge/admin-origin',
  title: 'The admin UI has an origin of its own',
  severity: 'error',
  why: 'The admin UI keeps an administrator’s access token in the storage of its origin. A page of the same host name, from a script in an upload to a hole in the web client, reads it.',
  fix: 'Give the admin UI a host of its own (`hosts.admin`) that only the admin networks reach.',
  references: [
    'element-hq/element-web README: important security notes, separate domains',
    'Design 2025, 6.1: /synapse-admin on the homeserver’s host',
  ],
  components: ['public-routes'],
  check({ resources, pass, fail }) {
    const routes = edgeRoutes(resources);
    for (const route of routes) {
      if (!leadsToAdminUi(resources, route)) {
        pass();
        continue;
      }
      const other = routes.find((candidate) => isPublic(candidate) && sharesHost(candidate, route));
      if (other === undefined) pass();
      else
        fail({
          resource: route.resource,
          path: route.path,
          message: `the admin UI is served under ${route.hosts.join(', ')}, where ${other.match} is open to everybody: any page of that host can read an administrator's token. Give it a host of its own.`,
          setting: 'hosts.admin',
          related: [{ resource: other.resource, path: other.path, message: 'the public path' }],
        });
    }
  },
};

function isPublic({ allowed }: EdgeRoute): boolean {
  return allowed === undefined;
}

function sharesHost(one: EdgeRoute, other: EdgeRoute): boolean {
  return one.hosts.some((host) => other.hosts.includes(host));
}
