import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { Backend } from '../../edge/backend.ts';

/** Name of this component and of its objects, whichever product fills the slot. */
export const componentName = 'admin-ui';

/** Namespace of the admin UI. */
export const namespace: string = namespaces.matrix.name;

/** Labels of the admin UI. */
export const labels: WorkloadLabels = { name: componentName, component: 'admin-ui' };

/** Port of both products; synapse-admin's own default, 80, needs a capability that a restricted pod does not have. */
export const adminUiPort = 8080;

/** The admin UI, for the edge. */
export const adminUiBackend: Backend = {
  service: componentName,
  namespace,
  port: adminUiPort,
  pods: { kind: 'pods', component: componentName, namespace, labels: selectorLabels(labels) },
  targetPort: adminUiPort,
};
