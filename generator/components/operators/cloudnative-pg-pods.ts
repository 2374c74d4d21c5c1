import type { Endpoint } from '../component.ts';
import { namespaces } from '../shared/namespaces.ts';

/** Labels that chart cloudnative-pg gives to the operator's pods. */
export const cloudnativePgPodLabels = { 'app.kubernetes.io/name': 'cloudnative-pg' };

/** The CloudNativePG operator as one end of a flow. */
export const cloudnativePgPods: Endpoint = {
  kind: 'pods',
  component: 'cloudnative-pg',
  namespace: namespaces.cnpgSystem.name,
  labels: cloudnativePgPodLabels,
};
