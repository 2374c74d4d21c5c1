import { charts } from '../../../versions.ts';
import { makeAllowDns, makeDefaultDeny } from '../../common/default-deny.ts';
import type { Component } from '../../component.ts';
import { makeFlows } from './flows.ts';
import { component, releaseName } from './names.ts';
import { declareSecrets } from './notifications.ts';
import { makeValues } from './values.ts';

/**
 * Argo CD itself, which from then on updates itself. `scripts/bootstrap.sh` installs the same chart with the same values on an empty
 * cluster. Its namespace closes here and not with the others, so that closing it and opening what Argo CD needs is one step.
 */
export const argoCdComponent: Component = {
  name: component,
  tier: 'argocd',
  summary: 'Argo CD itself, with the health checks that make waves wait',
  namespace: ({ gitops }) => gitops.argocdNamespace,
  enabled: ({ slots }) => slots.argocd === 'managed',
  render: (environment) => ({
    resources: [
      makeDefaultDeny(environment.gitops.argocdNamespace),
      makeAllowDns(environment.gitops.argocdNamespace),
    ],
    configMaps: [],
    helm: { chart: charts.argoCd, releaseName, values: makeValues(environment) },
    flows: makeFlows(environment),
    secrets: declareSecrets(environment),
  }),
};
