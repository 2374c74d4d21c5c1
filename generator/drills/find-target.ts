import type { Platform } from '../platform/platform.ts';
import type { Answered } from '../verify/cluster.ts';
import type { Drill, RunKubectl, Target } from './drill.ts';

/** Stands for what only the cluster knows, where it cannot be asked. */
export function placeholderTarget(drill: Drill, platform: Platform): Target {
  return { namespace: drill.find(platform).namespace, pod: '<pod>', node: '<node>' };
}

/** Asks the cluster which pod plays the part today, and where it runs. Changes nothing. */
export async function findTarget(
  drill: Drill,
  platform: Platform,
  kubectl: RunKubectl,
): Promise<Answered<Target>> {
  const { namespace, command, read } = drill.find(platform);
  const answered = await kubectl(command);
  if (!answered.ok) return answered;
  const pod = read(answered.value);
  if (pod === undefined) return { ok: false, why: `kubectl ${command.join(' ')} names no pod` };
  const placed = await kubectl([
    ...['get', 'pod', pod, '--namespace', namespace, '--output', 'jsonpath={.spec.nodeName}'],
  ]);
  if (!placed.ok) return placed;
  const node = placed.value.trim();
  if (node === '') return { ok: false, why: `pod ${namespace}/${pod} is on no node` };
  return { ok: true, value: { namespace, pod, node } };
}
