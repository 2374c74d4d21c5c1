import type { Environment } from '../../../environment/environment.ts';
import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { namespaces } from '../../common/namespaces.ts';
import { serviceHost } from '../../common/service-host.ts';
import type { Endpoint } from '../../component.ts';

/** Name of this component; carries the policies of servers and proxies. */
export const componentName = 'cache-synapse';

/** The bus has a namespace of its own: nothing else reaches it by accident. */
export const namespace: string = namespaces.redisSynapse.name;

/** Objects that others know by name; the design gives these names. */
export const names = {
  /** StatefulSet of servers and Sentinels; its pods append `-0`, `-1` … */
  nodes: 'redis-synapse-node',
  /** Gives each pod a name in DNS. */
  headless: 'redis-synapse-headless',
  /** The one address that clients use, always the master's; also the proxies' Deployment. */
  master: 'redis-synapse-master',
  serviceAccount: 'redis-synapse',
  /** Configuration of servers and Sentinels. */
  nodeConfig: 'redis-synapse-node',
  /** Configuration of the proxies. */
  proxyConfig: 'redis-synapse-master',
} as const;

/** The password, shared by servers, Sentinels, proxies, exporter and Synapse. */
export const authSecret = { name: 'redis-synapse-auth', key: 'password' } as const;

/** Name under which the Sentinels watch the servers. */
export const masterName = 'mymaster';

/** Ports of the bus. */
export const ports = {
  /** Servers, and the proxies in front of them. */
  redis: 6379,
  sentinel: 26_379,
  /** redis_exporter. */
  exporter: 9121,
  /** `/metrics`, `/alive` and `/ready` of the proxies. */
  status: 8405,
} as const;

/** Labels of the servers. They say `redis`, the protocol, for Valkey too: selectors must survive a change of the slot. */
export const nodeLabels: WorkloadLabels = { name: 'redis', component: 'redis-synapse-node' };

/** Labels of the proxies. */
export const proxyLabels: WorkloadLabels = { name: 'haproxy', component: 'redis-synapse-master' };

/** Server pods. */
export const nodeEndpoint: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: selectorLabels(nodeLabels),
};

/** Proxy pods. */
export const proxyEndpoint: Endpoint = {
  kind: 'pods',
  component: componentName,
  namespace,
  labels: selectorLabels(proxyLabels),
};

/** With one server there is nothing to fail over to: no Sentinel, no proxy, and the Service leads straight to the server. */
export function isReplicated(environment: Environment): boolean {
  return environment.cacheSynapse.replicas > 1;
}

/** The pods behind `redis-synapse-master`: what a client's flow leads to. */
export function masterEndpoint(environment: Environment): Endpoint {
  return isReplicated(environment) ? proxyEndpoint : nodeEndpoint;
}

/** Host names of the servers, by ordinal. */
export function nodeHosts(environment: Environment): string[] {
  return Array.from({ length: environment.cacheSynapse.replicas }, (_, ordinal) =>
    serviceHost(environment, `${names.nodes}-${ordinal}.${names.headless}`, namespace),
  );
}

/** Programs of the slot: both are the same program under two names. */
export function programsOf(environment: Environment) {
  const family = environment.slots.cache;
  return { server: `${family}-server`, cli: `${family}-cli` } as const;
}
