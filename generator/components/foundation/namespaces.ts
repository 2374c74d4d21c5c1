import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { Environment } from '../../environment/environment.ts';
import { partOf } from '../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { type NamespaceFacts, namespaces, namespacesOf } from '../common/namespaces.ts';
import { keepForever } from '../common/sync-wave.ts';
import type { Component } from '../component.ts';

/** Namespaces before everything that lives in them. Argo CD neither prunes nor deletes them: a namespace takes its volumes with it. */
export const namespacesComponent: Component = {
  name: 'namespaces',
  tier: 'foundation',
  summary: 'namespaces with their Pod Security levels',
  namespace: () => namespaces.matrix.name,
  enabled: () => true,
  render: (environment) => ({
    resources: namespacesOf(environment).map((facts) => makeNamespace(environment, facts)),
    configMaps: [],
    flows: [],
    secrets: [],
  }),
};

function makeNamespace(
  environment: Environment,
  { name, podSecurity, why }: NamespaceFacts,
): INamespace & KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/part-of': partOf, ...podSecurityLabels(environment, podSecurity) },
      annotations: { 'kubernetes.io/description': why, ...keepForever },
    },
  };
}

/**
 * Labels of Pod Security admission. The version is pinned to the cluster's, so that a cluster update does not tighten the rules in the same
 * step; `audit` and `warn` say the same as `enforce`, because enforcement alone rejects pods without a word on their Deployment.
 */
function podSecurityLabels(environment: Environment, level: string): Record<string, string> {
  const version = `v${environment.cluster.version}`;
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, version],
    ]),
  );
}
