import type { KubernetesObject } from '../kubernetes/object.ts';
import type { Platform } from '../platform/platform.ts';
import { healthCustomizations } from './health/health-checks.ts';

/**
 * The health checks as part of Argo CD's ConfigMap `argocd-cm`, for an Argo CD that somebody else installed: applied server-side
 * it adds its keys and leaves those of others alone. Without them the waves of the children order nothing.
 */
export function makeArgocdSettings({ environment: { gitops } }: Platform): KubernetesObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'argocd-cm',
      namespace: gitops.argocdNamespace,
      // Argo CD reads only ConfigMaps with this label (argoproj/argo-cd v3.4.4 `util/settings/settings.go`).
      labels: { 'app.kubernetes.io/part-of': 'argocd' },
    },
    data: healthCustomizations(),
  };
  return object;
}
