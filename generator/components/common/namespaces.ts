import type { Environment } from '../../environment/environment.ts';

/** Pod Security level that a namespace enforces. */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** A namespace: its name, what its pods may do, and what it is for. */
export interface NamespaceFacts {
  readonly name: string;
  readonly podSecurity: PodSecurityLevel;
  readonly why: string;
}

/** Every namespace of the platform except Argo CD's own. */
export const namespaces = {
  certManager: { name: 'cert-manager', podSecurity: 'restricted', why: 'certificates' },
  cnpgSystem: {
    name: 'cnpg-system',
    podSecurity: 'restricted',
    why: 'PostgreSQL operator and its backup plugin',
  },
  edge: { name: 'edge', podSecurity: 'restricted', why: 'the proxies that the outside reaches' },
  matrix: { name: 'matrix', podSecurity: 'restricted', why: 'PostgreSQL, Synapse, clients' },
  metallb: {
    name: 'metallb-system',
    // The speakers answer ARP on the network of the node, with NET_RAW.
    podSecurity: 'privileged',
    why: 'MetalLB, which announces the load balancer addresses',
  },
  monitoring: {
    name: 'monitoring',
    // The exporter of node metrics and the log collector read files of the node; the exporter is in its network, too.
    podSecurity: 'privileged',
    why: 'metrics, logs, dashboards',
  },
  redisLivekit: { name: 'redis-livekit', podSecurity: 'restricted', why: 'cache of calls' },
  minio: { name: 'minio', podSecurity: 'restricted', why: 'object store: media, logs' },
  minioOperator: { name: 'minio-operator', podSecurity: 'restricted', why: 'operator of the object store' },
  rtc: {
    name: 'rtc',
    // `baseline` and `restricted` both forbid hostNetwork and host ports; nothing else of `privileged` is used.
    podSecurity: 'privileged',
    why: 'coturn and LiveKit, whose media needs the network of the node',
  },
  externalSecrets: {
    name: 'external-secrets',
    podSecurity: 'restricted',
    why: 'operator that brings Secrets from a store',
  },
  sealedSecrets: { name: 'sealed-secrets', podSecurity: 'restricted', why: 'controller that opens Secrets' },
  redisSynapse: { name: 'redis-synapse', podSecurity: 'restricted', why: 'replication bus of Synapse' },
} as const satisfies Record<string, NamespaceFacts>;

/** Namespaces of an environment, without Argo CD's own. */
export function platformNamespaces({ slots }: Environment): NamespaceFacts[] {
  const { minioOperator, externalSecrets, sealedSecrets, ...always } = namespaces;
  return [
    ...Object.values(always),
    ...(slots.objectStore === 'minio' ? [minioOperator] : []),
    ...(slots.secrets === 'external-secrets' ? [externalSecrets] : []),
    ...(slots.secrets === 'sealed-secrets' ? [sealedSecrets] : []),
  ];
}

/** Every namespace that an environment needs; Argo CD's own where this repository installs Argo CD. */
export function namespacesOf(environment: Environment): NamespaceFacts[] {
  const { slots, gitops } = environment;
  const own: NamespaceFacts = { name: gitops.argocdNamespace, podSecurity: 'restricted', why: 'Argo CD' };
  return [...(slots.argocd === 'managed' ? [own] : []), ...platformNamespaces(environment)];
}
