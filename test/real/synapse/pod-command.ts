import { synapseComponent } from '../../../generator/components/synapse/synapse.ts';
import type { Environment } from '../../../generator/environment/environment.ts';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly PodContainer[] } };
  };
}

interface PodContainer {
  readonly command: readonly string[];
  readonly args: readonly string[];
}

/** Names of all Synapse pods of an environment, main first. */
export function listPods(environment: Environment): string[] {
  return statefulSets(environment).flatMap(({ metadata, spec }) =>
    Array.from({ length: spec.replicas }, (_, ordinal) => `${metadata.name}-${ordinal}`),
  );
}

/** Arguments of Python in a pod, as the kubelet would expand them, its files under `root`. */
export function podArguments(environment: Environment, pod: string, root: string): string[] {
  const set = statefulSets(environment).find(({ metadata }) => metadata.name === pod.replace(/-\d+$/, ''));
  const [container] = set?.spec.template.spec.containers ?? [];
  if (container === undefined) throw new Error(`No workload makes ${pod}`);
  return [...container.command.slice(1), ...container.args].map((word) =>
    word.replace('$(POD_NAME)', pod).replace(/^\/etc\/synapse/, `${root}/etc/synapse`),
  );
}

function statefulSets(environment: Environment): Workload[] {
  return synapseComponent
    .render(environment)
    .resources.filter(({ kind }) => kind === 'StatefulSet')
    .map((object) => object as unknown as Workload);
}
