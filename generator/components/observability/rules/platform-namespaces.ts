import type { Environment } from '../../../environment/environment.ts';
import { namespacesOf } from '../../common/namespaces.ts';

/** Names of the namespaces of the platform, Argo CD's own included. */
export function platformNamespaces(environment: Environment): string[] {
  return [
    ...new Set([environment.gitops.argocdNamespace, ...namespacesOf(environment).map(({ name }) => name)]),
  ].sort();
}
