import { namespaces } from '../common/namespaces.ts';
import type { Endpoint } from '../component.ts';

/** Labels that chart cloudnative-pg gives to the operator's pods. */
export const cloudnativePgPodLabels = { 'app.kubernetes.io/name': 'cloudnative-pg' };

/** The CloudNativePG operator as one end of a flow. */
export const cloudnativePgPods: Endpoint = {
  kind: 'pods',
  component: 'cloudnative-pg',
  namespace: namespaces.cnpgSystem.name,
  labels: cloudnativePgPodLabels,
};
