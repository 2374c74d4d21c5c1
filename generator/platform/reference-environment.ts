import type { Environment } from '../environment/environment.ts';
import { resolveEnvironment } from '../environment/resolve-environment.ts';

/**
 * The environment that `base/` shows: highly available, at the largest preset, with names under `base.invalid` that resolve nowhere. It
 * depends on the generator alone, so adding or changing an environment never touches `base/`.
 */
export function referenceEnvironment(): Environment {
  return resolveEnvironment({
    name: 'base',
    scale: { users: 20_000, availability: 'high' },
    hosts: { serverName: 'base.invalid' },
    gitops: { repository: 'https://git.base.invalid/matrix-gitops.git' },
    cluster: {
      version: '1.35',
      podCidrs: ['10.244.0.0/16'],
      serviceCidrs: ['10.96.0.0/12'],
      nodeCidrs: ['192.0.2.0/24'],
      storageClasses: { fast: 'fast', standard: 'standard' },
      nodePools: {},
    },
    network: {
      loadBalancer: { addresses: ['192.0.2.1'] },
      adminNetworks: ['192.0.2.0/24'],
      federation: 'open',
    },
  });
}
