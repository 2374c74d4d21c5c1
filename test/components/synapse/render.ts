import type { ComponentOutput } from '../../../generator/components/component.ts';
import { synapseComponent } from '../../../generator/components/synapse/synapse.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { resolveEnvironment } from '../../../generator/environment/resolve-environment.ts';
import type { EnvironmentFile } from '../../../generator/environment/schema/environment-schema.ts';
import { workerKindNames } from '../../../generator/environment/schema/worker-kinds.ts';
import type { Json, KubernetesObject } from '../../../generator/kubernetes/object.ts';

/** A production-sized environment with open federation, changed by `change`. */
export function makeEnvironment(change: Partial<EnvironmentFile> = {}): Environment {
  return resolveEnvironment({
    name: 'test',
    scale: { users: 20_000 },
    hosts: { serverName: 'example.org' },
    gitops: { repository: 'https://git.example.org/platform.git' },
    cluster: {
      version: '1.35',
      podCidrs: ['10.42.0.0/16'],
      serviceCidrs: ['10.43.0.0/16'],
      nodeCidrs: ['192.0.2.0/25'],
      storageClasses: { fast: 'fast', standard: 'standard' },
      nodePools: {},
    },
    network: {
      loadBalancer: { addresses: ['192.0.2.200'] },
      adminNetworks: ['198.51.100.0/24'],
      federation: 'open',
    },
    ...change,
  });
}

/** The environment with other numbers of workers. */
export function withWorkers(
  workers: Record<string, number>,
  change: Partial<EnvironmentFile> = {},
): Environment {
  const kinds = Object.entries(workers).map(([kind, replicas]) => [kind, { replicas }]);
  return makeEnvironment({ ...change, synapse: { workers: Object.fromEntries(kinds) } });
}

/** No worker of any kind. */
export const none: Readonly<Record<string, number>> = Object.fromEntries(
  workerKindNames.map((kind) => [kind, 0]),
);

/** The environment with federation closed. */
export function closed(change: Partial<EnvironmentFile> = {}): Environment {
  return makeEnvironment({
    network: { loadBalancer: { addresses: ['192.0.2.200'] }, adminNetworks: ['198.51.100.0/24'] },
    ...change,
  });
}

/** The component's output. */
export function render(environment: Environment): ComponentOutput {
  return synapseComponent.render(environment);
}

/** Value of a YAML or JSON file of a ConfigMap. */
export function readConfig(environment: Environment, configMap: string, file: string): Record<string, Json> {
  const found = render(environment).configMaps.find(({ name }) => name === configMap)?.files[file];
  if (found === undefined || !('value' in found)) throw new Error(`${configMap} has no data file ${file}`);
  return found.value as Record<string, Json>;
}

/** Names of the objects of a kind. */
export function namesOf(environment: Environment, kind: string): string[] {
  return render(environment)
    .resources.filter((object) => object.kind === kind)
    .map(({ metadata }) => metadata.name);
}

/** The object of a kind and name, loosely typed for assertions. */
export function find<T>(
  environment: Environment,
  kind: string,
  name: string,
): KubernetesObject & { spec: T } {
  const found = render(environment).resources.find(
    (object) => object.kind === kind && object.metadata.name === name,
  );
  if (found === undefined) throw new Error(`There is no ${kind} ${name}`);
  return found as KubernetesObject & { spec: T };
}
