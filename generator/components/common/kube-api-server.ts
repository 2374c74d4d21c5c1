import type { Endpoint, Flow, FlowPort } from '../component.ts';

/**
 * Port of the API server as pods reach it once the Service is translated: what kubeadm, RKE2, k3s and Talos listen on. The Service's
 * own port, 443, is not seen by a policy.
 */
export const kubeApiServerPort: FlowPort = { port: 6443, protocol: 'TCP' };

/** Lets pods call the API server; `why` completes "allowed because". */
export function flowToKubeApiServer(from: Endpoint, why: string): Flow {
  return { from, to: { kind: 'kube-apiserver' }, ports: [kubeApiServerPort], why };
}
