import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { makeHomeserverConfig } from '../../../generator/components/synapse/config/homeserver.ts';
import { synapseComponent } from '../../../generator/components/synapse/synapse.ts';
import type { Environment } from '../../../generator/environment/environment.ts';
import { writePodMounts } from './write-pod-mounts.ts';

/** What Synapse made of the files of one process. */
export interface Verdict {
  /** Pod. */
  readonly process: string;
  /** Keys that it never looked at, dotted. */
  readonly unread: readonly string[];
  /** Warnings, deprecations and errors. */
  readonly complaints: readonly string[];
}

/** A process as the kubelet would start it, its files below a directory of its own. */
interface Asked {
  readonly process: string;
  readonly arguments: readonly string[];
}

/** Has Synapse read the configuration of one process of every kind, for several environments with different names at once. */
export function judgeConfigurations(
  python: string,
  root: string,
  environments: readonly Environment[],
): Verdict[][] {
  const asked = environments.map((environment) => askAbout(environment, join(root, environment.name)));
  const answer = execFileSync(python, [join(import.meta.dirname, 'judge-configs.py')], {
    input: JSON.stringify(asked.flat()),
    encoding: 'utf8',
    maxBuffer: 2 ** 25,
  });
  const verdicts = JSON.parse(answer) as Omit<Verdict, 'process'>[];
  let next = 0;
  return asked.map((processes) =>
    processes.map(({ process }) => {
      const verdict = verdicts[next++];
      if (verdict === undefined) throw new Error(`No verdict on ${process}`);
      return { process, ...verdict };
    }),
  );
}

/** Keys of the shared file that no process looked at, and keys of a process file that its process did not look at. */
export function unknownKeys(environment: Environment, verdicts: readonly Verdict[]): string[] {
  const { value } = makeHomeserverConfig(environment) as { value: object };
  const isShared = (key: string) => (key.split('.')[0] ?? '') in value;
  return verdicts.flatMap(({ process, unread }) =>
    unread
      .filter((key) => !isShared(key) || verdicts.every((each) => each.unread.includes(key)))
      .map((key) => `${process}: ${key}`),
  );
}

function askAbout(environment: Environment, directory: string): Asked[] {
  const sets = synapseComponent
    .render(environment)
    .resources.filter(({ kind }) => kind === 'StatefulSet')
    .map((object) => object as unknown as IStatefulSet);
  return sets.map(({ metadata, spec }) => {
    const pod = `${metadata?.name}-0`;
    const podSpec = spec?.template?.spec;
    const [container] = podSpec?.containers ?? [];
    if (podSpec === undefined || container === undefined) throw new Error(`${pod} has no container`);
    const move = writePodMounts(environment, podSpec, join(directory, pod));
    // python3 -m <module> <options>
    return {
      process: pod,
      arguments: (container.args ?? []).map((word) => move(word.replace('$(POD_NAME)', pod))),
    };
  });
}
