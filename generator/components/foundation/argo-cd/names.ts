import type { Endpoint } from '../../component.ts';

/** Component, and file under `apps/<environment>/children/`. */
export const component = 'argo-cd';

/** Helm release: the prefix of every object of the chart. */
export const releaseName = 'argocd';

/** The Secret that Argo CD's notifications read: path of the webhook, with its token. */
export const notificationsSecret = { name: 'argocd-notifications-secret', key: 'webhook-path' } as const;

/** Ports as pods see them (chart argo-cd 10.1.1 `containerPorts`, subchart redis-ha 4.38.0). */
export const ports = { repoServer: 8081, redis: 6379, sentinel: 26_379 } as const;

/** Programs of Argo CD by the label that chart argo-cd gives to their pods. */
export const podLabels = {
  controller: { 'app.kubernetes.io/name': 'argocd-application-controller' },
  repoServer: { 'app.kubernetes.io/name': 'argocd-repo-server' },
  server: { 'app.kubernetes.io/name': 'argocd-server' },
  notifications: { 'app.kubernetes.io/name': 'argocd-notifications-controller' },
  redis: { 'app.kubernetes.io/name': 'argocd-redis' },
  redisSecretInit: { 'app.kubernetes.io/name': 'argocd-redis-secret-init' },
  redisHa: { app: 'redis-ha', release: releaseName },
  redisHaProxy: { app: 'redis-ha-haproxy', release: releaseName },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** A program of Argo CD as one end of a flow. */
export function argocdEndpoint(namespace: string, program: keyof typeof podLabels): Endpoint {
  return { kind: 'pods', component, namespace, labels: podLabels[program] };
}
