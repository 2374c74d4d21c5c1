import { synapseConfigMaps } from '../components/synapse/config/config-maps.ts';
import { namespace as synapseNamespace } from '../components/synapse/labels.ts';
import type { VerifyContext } from '../verify/context.ts';
import { probeItem } from '../verify/item.ts';
import { items } from '../verify/items.ts';
import type { Outcome } from '../verify/outcome.ts';
import type { Drill, RunKubectl, Target } from './drill.ts';

/** Probes an item of `verify`. */
export async function probeById(id: string, context: VerifyContext): Promise<Outcome> {
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw new Error(`There is no item ${id}`);
  return probeItem(item, context);
}

/** An outcome as a reason; undefined for a pass. */
export function reasonOf(outcome: Outcome): string | undefined {
  switch (outcome.result) {
    case 'pass':
      return undefined;
    case 'fail':
      return outcome.what;
    case 'cannot-check':
      return `it cannot be seen: ${outcome.reason}`;
  }
}

/** Why the cluster is not that of the environment; undefined when it is. */
export async function findWrongCluster(
  { hosts }: VerifyContext['environment'],
  kubectl: RunKubectl,
): Promise<string | undefined> {
  const answered = await kubectl([
    ...['get', 'configmap', synapseConfigMaps.config, '--namespace', synapseNamespace],
    ...['--output', 'jsonpath={.data.homeserver\\.yaml}'],
  ]);
  if (!answered.ok) return `the cluster does not say whose it is: ${answered.why}`;
  const [, name] = /^server_name: ["']?([^\s"']+)/m.exec(answered.value) ?? [];
  return name === hosts.serverName
    ? undefined
    : `the cluster of this context is that of ${name ?? 'no homeserver'}, not of ${hosts.serverName}`;
}

/** Why a drill must not begin: something is not well already, or somebody works on the node. Undefined when it may. */
export async function findObstacle(
  drill: Drill,
  { node }: Target,
  context: VerifyContext,
  kubectl: RunKubectl,
): Promise<string | undefined> {
  const cordoned = await kubectl(['get', 'node', node, '--output', 'jsonpath={.spec.unschedulable}']);
  if (!cordoned.ok) return `node ${node}: ${cordoned.why}`;
  // The drill would uncordon it at the end, against whoever cordoned it.
  if (cordoned.value.trim() === 'true') return `node ${node} is cordoned already`;
  for (const id of drill.items) {
    const reason = reasonOf(await probeById(id, context));
    if (reason !== undefined) return `${id}: ${reason}`;
  }
  return undefined;
}
