import type { Environment, Resources } from '../../../environment/environment.ts';
import { selectorLabels, type WorkloadLabels } from '../../../kubernetes/labels.ts';
import { serviceHost } from '../../common/service-host.ts';
import type { Endpoint } from '../../component.ts';

/** What distinguishes one cache from another; everything else is the same: servers of the slot, each with a Sentinel beside it. */
export interface SentinelCache {
  /** Component that renders it; carries the policies of its pods. */
  readonly component: string;
  /** A namespace of its own: nothing else reaches the cache by accident. */
  readonly namespace: string;
  /** Start of the names of all objects: `redis-synapse`. */
  readonly prefix: string;
  /** Who reads the password, for `plan`. */
  readonly passwordReaders: string;
  /** Clients ask Sentinels for the master: then even a single server has one. */
  readonly clientsSpeakSentinel: boolean;
  settings(environment: Environment): CacheSettings;
}

/** Sizes of one cache in one environment. */
export interface CacheSettings {
  /** Servers, each with a Sentinel: 1, or an odd number with a majority. */
  readonly replicas: number;
  /** Memory for data in one server, a Kubernetes quantity. */
  readonly maxMemory: string;
  readonly resources: Resources;
  /** Volume of one server, to keep its data in an append-only file; null keeps nothing. */
  readonly storage: string | null;
}

/** Name under which the Sentinels watch the servers: what Bitnami's chart and LiveKit's users are used to. */
export const masterName = 'mymaster';

/** Ports of every cache. */
export const ports = {
  server: 6379,
  sentinel: 26_379,
  /** redis_exporter. */
  exporter: 9121,
} as const;

/** Names of the objects of a cache. */
export function namesOf({ prefix }: SentinelCache) {
  return {
    /** StatefulSet of servers and Sentinels; its pods append `-0`, `-1` … Also the ConfigMap with their files. */
    nodes: `${prefix}-node`,
    /** Gives each pod a name in DNS. */
    headless: `${prefix}-headless`,
    serviceAccount: prefix,
  } as const;
}

/** The password, shared by servers, Sentinels, exporter and clients. */
export function authSecretOf({ prefix }: SentinelCache) {
  return { name: `${prefix}-auth`, key: 'password' } as const;
}

/** Labels of the servers. They say `redis`, the protocol, for Valkey too: selectors must survive a change of the slot. */
export function nodeLabelsOf(cache: SentinelCache): WorkloadLabels {
  return { name: 'redis', component: namesOf(cache).nodes };
}

/** Server pods as an end of a flow. */
export function nodeEndpointOf(cache: SentinelCache): Endpoint {
  const { component, namespace } = cache;
  return { kind: 'pods', component, namespace, labels: selectorLabels(nodeLabelsOf(cache)) };
}

/** Host names of the servers, by ordinal. */
export function nodeHostsOf(cache: SentinelCache, environment: Environment): string[] {
  const { nodes, headless } = namesOf(cache);
  return Array.from({ length: cache.settings(environment).replicas }, (_, ordinal) =>
    serviceHost(environment, `${nodes}-${ordinal}.${headless}`, cache.namespace),
  );
}

/** With one server there is nothing to fail over to. */
export function isReplicated(cache: SentinelCache, environment: Environment): boolean {
  return cache.settings(environment).replicas > 1;
}

/** Sentinels run where they can elect a master, or where clients ask them for it. */
export function hasSentinels(cache: SentinelCache, environment: Environment): boolean {
  return cache.clientsSpeakSentinel || isReplicated(cache, environment);
}

/** Programs of the slot: both are the same program under two names. */
export function programsOf(environment: Environment) {
  const family = environment.slots.cache;
  return { server: `${family}-server`, cli: `${family}-cli` } as const;
}

/** Servers, or Sentinels, that are a majority. */
export function majorityOf(replicas: number): number {
  return Math.floor(replicas / 2) + 1;
}
