import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { namespace } from '../names.ts';

const name = 'grafana';

/**
 * What Grafana may ask the API server: the ConfigMaps of its own namespace, where dashboards and data sources stand. The chart's own role
 * reads every Secret of the cluster, for dashboards that somebody might keep in one.
 */
export function makeGrafanaRole(): [IRole & KubernetesObject, IRoleBinding & KubernetesObject] {
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/part-of': partOf } };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}
