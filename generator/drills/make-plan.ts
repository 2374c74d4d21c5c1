import type { Platform } from '../platform/platform.ts';
import type { Drill, KubectlCommand, RunKubectl, Target } from './drill.ts';
import { findTarget, placeholderTarget } from './find-target.ts';

/** A drill as it would be performed now. */
export interface DrillPlan {
  readonly drill: string;
  readonly environment: string;
  readonly title: string;
  readonly lost: string;
  readonly watch: string;
  readonly items: readonly string[];
  readonly expectedSeconds: number;
  readonly expected: string;
  /** Finds the pod; reads only. */
  readonly find: KubectlCommand;
  readonly target: Target;
  /** Why the target is a placeholder; absent where the cluster has named it. */
  readonly unknown?: string;
  /** Why it cannot be performed in this environment. */
  readonly impossible?: string;
  readonly steps: readonly KubectlCommand[];
  readonly restore: readonly KubectlCommand[];
}

/** Every command, with the names of today where the cluster can be asked. Changes nothing. */
export async function makePlan(drill: Drill, platform: Platform, kubectl: RunKubectl): Promise<DrillPlan> {
  const { name, title, lost, watch, items, expectedSeconds, expected } = drill;
  const impossible = drill.impossible(platform);
  const found =
    impossible === undefined
      ? await findTarget(drill, platform, kubectl)
      : ({ ok: false, why: impossible } as const);
  const target = found.ok ? found.value : placeholderTarget(drill, platform);
  return {
    drill: name,
    environment: platform.environment.name,
    ...{ title, lost, watch, items, expectedSeconds, expected },
    find: drill.find(platform).command,
    target,
    ...(!found.ok && impossible === undefined && { unknown: found.why }),
    ...(impossible !== undefined && { impossible }),
    steps: drill.steps(target),
    restore: drill.restore(target),
  };
}
