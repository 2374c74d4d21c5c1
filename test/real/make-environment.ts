import type { Environment } from '../../generator/environment/environment.ts';
import { resolveEnvironment } from '../../generator/environment/resolve-environment.ts';
import type { EnvironmentFile } from '../../generator/environment/schema/environment-schema.ts';

/** An environment without an inventory, for programs that run on one machine: `parts` is what a test is about. */
export function makeEnvironment(
  parts: Partial<EnvironmentFile> & Pick<EnvironmentFile, 'scale'>,
): Environment {
  return resolveEnvironment({
    name: 'real',
    hosts: { serverName: 'example.org' },
    gitops: { repository: 'https://git.example.org/platform.git' },
    cluster: {
      version: '1.35',
      podCidrs: ['10.42.0.0/16'],
      serviceCidrs: ['10.43.0.0/16'],
      nodeCidrs: ['192.0.2.0/24'],
      storageClasses: { fast: 'fast', standard: 'standard' },
      nodePools: {},
    },
    network: { loadBalancer: { addresses: ['192.0.2.240'] }, adminNetworks: ['198.51.100.0/24'] },
    ...parts,
  });
}
