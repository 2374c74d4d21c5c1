import type { Environment } from '../../environment/environment.ts';

/** Fully qualified name of a Service (or of a pod of a headless one: `redis-synapse-node-0.redis-synapse-headless`). */
export function serviceHost(environment: Environment, service: string, namespace: string): string {
  return `${service}.${namespace}.svc.${environment.cluster.dnsDomain}`;
}
