import type { Endpoint, Flow } from '../component.ts';

/** Lets pods call the API server, on the port that the environment says; `why` completes "allowed because". */
export function flowToKubeApiServer(from: Endpoint, why: string): Flow {
  return { from, to: { kind: 'kube-apiserver' }, ports: [], why };
}
