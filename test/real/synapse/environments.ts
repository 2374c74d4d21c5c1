import type { Environment } from '../../../generator/environment/environment.ts';
import { resolveEnvironment } from '../../../generator/environment/resolve-environment.ts';
import { type WorkerKindName, workerKindNames } from '../../../generator/environment/schema/worker-kinds.ts';

/** What a test changes of an environment. */
export interface Variation {
  readonly federation?: 'open' | 'closed';
  readonly sync?: number;
  readonly eventPersister?: number;
  readonly federationSender?: number;
  /** Numbers of other kinds; none, where the test does not say. */
  readonly workers?: Partial<Readonly<Record<WorkerKindName, number>>>;
  readonly users?: number;
  readonly supportEmail?: string;
}

/** An environment with few workers, for tests. */
export function makeEnvironment(variation: Variation = {}): Environment {
  const {
    federation = 'closed',
    sync = 3,
    eventPersister = 1,
    federationSender = 1,
    workers = {},
    users = 500,
    supportEmail,
  } = variation;
  const counts: Partial<Record<WorkerKindName, number>> = {
    sync,
    eventPersister,
    federationSender,
    ...workers,
  };
  return resolveEnvironment({
    name: 'test',
    scale: { users },
    hosts: { serverName: 'example.org' },
    gitops: { repository: 'https://git.example.org/platform.git' },
    cluster: {
      version: '1.35',
      podCidrs: ['10.42.0.0/16'],
      serviceCidrs: ['10.43.0.0/16'],
      nodeCidrs: ['192.0.2.128/25'],
      storageClasses: { fast: 'fast', standard: 'standard' },
      nodePools: {},
    },
    network: {
      loadBalancer: { addresses: ['192.0.2.240'] },
      adminNetworks: ['198.51.100.0/24'],
      federation,
    },
    synapse: {
      ...(supportEmail && { supportEmail }),
      workers: Object.fromEntries(workerKindNames.map((kind) => [kind, { replicas: counts[kind] ?? 0 }])),
    },
  });
}
