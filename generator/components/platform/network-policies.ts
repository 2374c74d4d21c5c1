import { makeAllowDns, makeDefaultDeny } from '../common/default-deny.ts';
import { namespaces, platformNamespaces } from '../common/namespaces.ts';
import type { Component } from '../component.ts';

/**
 * What holds for every pod of a namespace: nothing in, nothing out, except DNS. What a component needs beyond that stands with
 * the component, made from its declared flows.
 */
export const networkPoliciesComponent: Component = {
  name: 'network-policies',
  tier: 'platform',
  summary: 'default-deny and DNS for every namespace',
  namespace: () => namespaces.matrix.name,
  enabled: () => true,
  render: (environment) => ({
    resources: platformNamespaces(environment).flatMap(({ name }) => [
      makeDefaultDeny(name),
      makeAllowDns(name),
    ]),
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};
