import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import { partOf } from '../../../kubernetes/labels.ts';
import type { KubernetesObject } from '../../../kubernetes/object.ts';
import { namespace } from '../names.ts';

/**
 * What a collector may ask the API server: which pods there are. The charts' own roles read every Secret of the cluster (alloy), or
 * speak to every kubelet as the API server does (promtail).
 */
export function makeCollectorRole(
  name: string,
): [IClusterRole & KubernetesObject, IClusterRoleBinding & KubernetesObject] {
  const metadata = { name, labels: { 'app.kubernetes.io/part-of': partOf } };
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}
