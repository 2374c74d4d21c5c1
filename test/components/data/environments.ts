import type { Environment } from '../../../generator/environment/environment.ts';
import { resolveEnvironment } from '../../../generator/environment/resolve-environment.ts';
import type { EnvironmentFile } from '../../../generator/environment/schema/environment-schema.ts';

const common: EnvironmentFile = {
  name: 'test',
  scale: { users: 20_000 },
  hosts: { serverName: 'example.org' },
  gitops: { repository: 'https://git.example.org/platform.git' },
  cluster: {
    version: '1.35',
    podCidrs: ['10.42.0.0/16'],
    serviceCidrs: ['10.43.0.0/16'],
    nodeCidrs: ['192.0.2.0/25'],
    storageClasses: { fast: 'local-nvme', standard: 'standard' },
    nodePools: {
      database: {
        count: 3,
        roles: ['database'],
        cpu: '16',
        memory: '64Gi',
        disk: '1Ti',
        labels: { 'node-role.kubernetes.io/database': '' },
        taints: [{ key: 'dedicated', value: 'database', effect: 'NoSchedule' }],
      },
      redis: {
        count: 3,
        roles: ['cache'],
        cpu: '4',
        memory: '8Gi',
        disk: '50Gi',
        labels: { 'node-role.kubernetes.io/redis': '' },
      },
    },
  },
  network: { loadBalancer: { addresses: ['192.0.2.200'] }, adminNetworks: ['198.51.100.0/24'] },
};

/** Shape of the production sample: 20,000 users, highly available. */
export function production(changes: Partial<EnvironmentFile> = {}): Environment {
  return resolveEnvironment({ ...common, ...changes });
}

/** Shape of the dev sample: one of everything, on one node. */
export function dev(changes: Partial<EnvironmentFile> = {}): Environment {
  return resolveEnvironment({
    ...common,
    scale: { users: 50, availability: 'single' },
    cluster: { ...common.cluster, nodePools: {} },
    ...changes,
  });
}
