import { getIn, textIn } from '../../kubernetes/json.ts';
import type { RenderedResource } from '../../rendered/resource-set.ts';
import { formatSteps, type ObjectChange, startsWith, type ValueChange } from '../change.ts';
import type { DangerRule } from './danger.ts';
import { hasSyncOption, typeOf } from './facts.ts';
import { isLess } from './is-less.ts';
import { showBoth } from './show-value.ts';

interface ImmutableFields {
  /** Kind and group: `StatefulSet.apps`, `Service`. */
  readonly kind: string;
  /** Paths that an update may not change; `*` stands for any item. */
  readonly frozen: readonly (readonly string[])[];
  /** Paths below `frozen` that it may change all the same. */
  readonly free?: readonly (readonly string[])[];
}

/**
 * Fields that the API server refuses to change, the same in all supported versions: kubernetes v1.34.0 and v1.36.0,
 * `pkg/apis/{apps,batch,core,networking,rbac,scheduling,storage}/validation/validation.go` (`Validate…Update`).
 */
const immutableFields: readonly ImmutableFields[] = [
  {
    kind: 'StatefulSet.apps',
    frozen: [['spec']],
    free: [
      ['spec', 'replicas'],
      ['spec', 'ordinals'],
      ['spec', 'template'],
      ['spec', 'updateStrategy'],
      ['spec', 'revisionHistoryLimit'],
      ['spec', 'persistentVolumeClaimRetentionPolicy'],
      ['spec', 'minReadySeconds'],
    ],
  },
  { kind: 'Deployment.apps', frozen: [['spec', 'selector']] },
  { kind: 'DaemonSet.apps', frozen: [['spec', 'selector']] },
  { kind: 'ReplicaSet.apps', frozen: [['spec', 'selector']] },
  {
    kind: 'Job.batch',
    frozen: [
      ['spec', 'selector'],
      ['spec', 'template'],
      ['spec', 'completionMode'],
      ['spec', 'podFailurePolicy'],
      ['spec', 'backoffLimitPerIndex'],
      ['spec', 'managedBy'],
      ['spec', 'successPolicy'],
    ],
  },
  {
    kind: 'PersistentVolumeClaim',
    frozen: [['spec']],
    free: [
      ['spec', 'resources', 'requests', 'storage'],
      ['spec', 'volumeAttributesClassName'],
    ],
  },
  { kind: 'RoleBinding.rbac.authorization.k8s.io', frozen: [['roleRef']] },
  { kind: 'ClusterRoleBinding.rbac.authorization.k8s.io', frozen: [['roleRef']] },
  { kind: 'Secret', frozen: [['type']] },
  { kind: 'PriorityClass.scheduling.k8s.io', frozen: [['value'], ['preemptionPolicy']] },
  { kind: 'IngressClass.networking.k8s.io', frozen: [['spec', 'controller']] },
  {
    // Established CRDs; apiextensions-apiserver v0.36.0 `ValidateCustomResourceDefinitionUpdate`.
    kind: 'CustomResourceDefinition.apiextensions.k8s.io',
    frozen: [
      ['spec', 'group'],
      ['spec', 'scope'],
      ['spec', 'names', 'kind'],
      ['spec', 'names', 'plural'],
    ],
  },
  {
    kind: 'StorageClass.storage.k8s.io',
    frozen: [['provisioner'], ['parameters'], ['reclaimPolicy'], ['volumeBindingMode']],
  },
];

/** The API server refuses the update, and the Application stays out of sync. */
export const immutableField: DangerRule = {
  slug: 'rejected/immutable-field',
  title: 'A field that the API server does not let anyone change',
  references: ['kubernetes v1.36.0 pkg/apis/apps/validation/validation.go ValidateStatefulSetUpdate'],
  check({ changes, report }) {
    for (const change of changes) {
      const { before, after } = change;
      if (before === undefined || after === undefined || change.kind === 'renamed' || isReplaced(after))
        continue;
      for (const value of frozenChanges(change, before))
        report({
          blocks: true,
          resource: after,
          path: value.path,
          ...showBoth(value.before, value.after),
          consequence: `the API server refuses the update of ${formatSteps(value.path)}, and the app stays OutOfSync`,
          remedy:
            'keep the value, or create the object under a new name and move over; deleting and recreating it interrupts what depends on it',
        });
    }
  },
};

function frozenChanges(change: ObjectChange, before: RenderedResource): readonly ValueChange[] {
  const { json } = before;
  const kind = typeOf(before);
  const fields = immutableFields.find((entry) => entry.kind === kind);
  return change.all.filter((value) => {
    if (kind === 'Service') return isFrozenInService(value, change);
    if (kind === 'ConfigMap' || kind === 'Secret')
      if (
        getIn(json, ['immutable']) === true &&
        ['data', 'binaryData', 'stringData', 'immutable'].includes(String(value.path[0]))
      )
        return true;
    if (kind === 'PersistentVolumeClaim' && isShrunk(value)) return true;
    const { frozen = [], free = [] } = fields ?? {};
    return (
      frozen.some((path) => startsWith(value.path, path)) &&
      !free.some((path) => startsWith(value.path, path))
    );
  });
}

/** The primary cluster IP and the load balancer class stay what they are; `None` is an address, too. */
function isFrozenInService(
  { path, before, after }: ValueChange,
  { before: old, after: current }: ObjectChange,
): boolean {
  const field = path[1];
  if (path[0] !== 'spec') return false;
  if (field === 'clusterIP')
    return before === 'None' || after === 'None' || (before !== undefined && after !== undefined);
  if (field !== 'loadBalancerClass') return false;
  return [old, current].every((side) => textIn(side?.json, 'spec', 'type') === 'LoadBalancer');
}

function isShrunk({ path, before, after }: ValueChange): boolean {
  return startsWith(path, ['spec', 'resources', 'requests', 'storage']) && isLess(after, before);
}

/** Argo CD deletes and creates such an object: hooks by default, others when `Replace` and `Force` ask for it. */
function isReplaced(resource: RenderedResource): boolean {
  const { annotations = {} } = resource.object.metadata;
  return (
    annotations['argocd.argoproj.io/hook'] !== undefined ||
    annotations['helm.sh/hook'] !== undefined ||
    (hasSyncOption(resource, 'Replace=true') && hasSyncOption(resource, 'Force=true'))
  );
}
