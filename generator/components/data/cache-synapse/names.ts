import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import type { Endpoint } from '../../component.ts';
import * as shared from '../sentinel-cache/sentinel-cache.ts';

/** Name of this component; carries the policies of servers and proxies. */
export const componentName = 'cache-synapse';

/** The bus has a namespace of its own: nothing else reaches it by accident. */
export const namespace: string = namespaces.redisSynapse.name;

/** The replication bus: nothing is kept, and Synapse speaks no Sentinel. */
export const cache: shared.SentinelCache = {
  component: componentName,
  namespace,
  prefix: 'redis-synapse',
  passwordReaders: 'servers, Sentinels, proxies and Synapse: password of the replication bus',
  clientsSpeakSentinel: false,
  settings: ({ cacheSynapse }) => ({ ...cacheSynapse, storage: null }),
};

/** Objects that others know by name; the design gives these names. */
export const names = {
  ...shared.namesOf(cache),
  /** The one address that clients use, always the master's; also the proxies' Deployment and their ConfigMap. */
  master: 'redis-synapse-master',
} as const;

/** The password, shared by servers, Sentinels, proxies, exporter and Synapse. */
export const authSecret = shared.authSecretOf(cache);

/** Ports of the bus. */
export const ports = {
  /** Servers, and the proxies in front of them. */
  redis: shared.ports.server,
  /** `/metrics`, `/alive` and `/ready` of the proxies. */
  status: 8405,
} as const;

/** Labels of the servers. */
export const nodeLabels: WorkloadLabels = shared.nodeLabelsOf(cache);

/** Labels of the proxies. */
export const proxyLabels: WorkloadLabels = { name: 'haproxy', component: names.master };

/** Server pods. */
export const nodeEndpoint: Endpoint = shared.nodeEndpointOf(cache);

/** Proxy pods. */
export const proxyEndpoint: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: selectorLabels(proxyLabels),
};

/** With one server there is nothing to fail over to: no Sentinel, no proxy, and the Service leads straight to the server. */
export function isReplicated(environment: Environment): boolean {
  return shared.isReplicated(cache, environment);
}

/** The pods behind `redis-synapse-master`: what a client's flow leads to. */
export function masterEndpoint(environment: Environment): Endpoint {
  return isReplicated(environment) ? proxyEndpoint : nodeEndpoint;
}
