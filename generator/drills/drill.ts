import type { Platform } from '../platform/platform.ts';
import type { Answered } from '../verify/cluster.ts';

/** Runs kubectl; the arguments are those behind the context. Gives what it printed. */
export type RunKubectl = (args: readonly string[]) => Promise<Answered<string>>;

/** Arguments of one kubectl command, behind the context. */
export type KubectlCommand = readonly string[];

/** What is lost: a pod, and the node that it is on. */
export interface Target {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
}

/** How the pod is found that plays the part. */
export interface Finding {
  readonly namespace: string;
  readonly command: KubectlCommand;
  /** Its name, from what the command prints; undefined when that names none. */
  readonly read: (printed: string) => string | undefined;
}

/** One loss that the platform must bear (section 10.3 of the 2025 design). */
export interface Drill {
  readonly name: string;
  readonly title: string;
  /** What is taken away, as a phrase. */
  readonly lost: string;
  /** Item of `verify` that is asked every second: what people notice. */
  readonly watch: string;
  /** Items of `verify` that must pass before, and again at the end. */
  readonly items: readonly string[];
  /** Seconds until people notice nothing any more, from the table of section 5.1. */
  readonly expectedSeconds: number;
  /** The same in the words of that table. */
  readonly expected: string;
  /** Why an environment cannot bear this loss, or has nothing to lose; undefined where it can. */
  readonly impossible: (platform: Platform) => string | undefined;
  readonly find: (platform: Platform) => Finding;
  /** What is done, in order. Only these commands change anything. */
  readonly steps: (target: Target) => readonly KubectlCommand[];
  /** What undoes it; run in every case, also after an error or an interruption. */
  readonly restore: (target: Target) => readonly KubectlCommand[];
}

/** Ends a pod as a crash would: no more than a second to say goodbye, and gone from the API only once the kubelet says so. */
export function killPod({ namespace, pod }: Target): KubectlCommand {
  return ['delete', 'pod', pod, '--namespace', namespace, '--grace-period=1', '--wait=false'];
}

/** Keeps new pods away from a node. */
export function cordon({ node }: Target): KubectlCommand {
  return ['cordon', node];
}

/** Undoes {@link cordon}. */
export function uncordon({ node }: Target): KubectlCommand {
  return ['uncordon', node];
}

/** Finds the last of the running pods with these labels. */
export function findByLabels(namespace: string, labels: Readonly<Record<string, string>>): Finding {
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return {
    namespace,
    command: [
      ...['get', 'pods', '--namespace', namespace, '--selector', selector],
      ...['--field-selector', 'status.phase=Running', '--output', 'jsonpath={.items[*].metadata.name}'],
    ],
    read: (printed) => printed.trim().split(/\s+/).filter(Boolean).sort().at(-1),
  };
}
