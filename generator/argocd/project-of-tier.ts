import type { TierName } from '../components/tiers.ts';

/**
 * Projects of the children, by what their Applications may write:
 *
 * - `foundation`: namespaces and priority classes, each by name, and nothing inside a namespace.
 * - `argocd`: Argo CD, the only project of children whose Applications may write into its namespace.
 * - `operators`: CRDs, cluster roles and webhooks of the pinned charts.
 * - `workloads`: the platform itself.
 */
export const projects = {
  foundation: 'Namespaces and priority classes',
  argocd: 'Argo CD itself',
  operators: 'Operators, with their CRDs, roles and webhooks',
  workloads: 'The Matrix platform',
} as const;

/** Name of a project of children. */
export type ProjectName = keyof typeof projects;

/** Project of each tier. */
export const projectOfTier: Readonly<Record<TierName, ProjectName>> = {
  foundation: 'foundation',
  argocd: 'argocd',
  operators: 'operators',
  plugins: 'operators',
  platform: 'workloads',
  data: 'workloads',
  synapse: 'workloads',
  rtc: 'workloads',
  clients: 'workloads',
  observability: 'workloads',
  acceptance: 'workloads',
};
