import type { Component } from '../component.ts';
import { makeHttpRoutes } from './envoy-gateway/http-routes.ts';
import { makeIngresses } from './ingress-nginx/ingresses.ts';
import { routeNamespace } from './names.ts';
import { makeSites } from './sites.ts';

/** What is public, last of all: nobody is let in before everything behind is ready. */
export const publicRoutesComponent: Component = {
  name: 'public-routes',
  tier: 'clients',
  summary: 'which host and path leads where',
  namespace: () => routeNamespace,
  enabled: () => true,
  render: (environment) => {
    const sites = makeSites(environment);
    return {
      resources: environment.slots.edge === 'envoy-gateway' ? makeHttpRoutes(sites) : makeIngresses(sites),
      configMaps: [],
      flows: [],
      secrets: [],
    };
  },
};
