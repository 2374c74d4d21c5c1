import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { Backend } from '../../edge/backend.ts';

/** Name of this component and of its objects. */
export const componentName = 'element-web';

/** Namespace of the web client. */
export const namespace: string = namespaces.matrix.name;

/** Labels of the web client. */
export const labels: WorkloadLabels = { name: componentName, component: 'web-client' };

/** Port that nginx listens on. The image's own default, 80, needs a capability that a restricted pod does not have. */
export const elementWebPort = 8080;

/** The web client, for the edge. */
export const elementWebBackend: Backend = {
  service: componentName,
  namespace,
  port: elementWebPort,
  pods: { kind: 'pods', component: componentName, namespace, labels: selectorLabels(labels) },
  targetPort: elementWebPort,
};
