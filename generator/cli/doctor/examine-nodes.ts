import type { Environment, NodePool } from '../../environment/environment.ts';
import { listIn, textIn, textsIn } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';
import { matchesLabels } from '../../kubernetes/selectors.ts';
import { fail, type Item, pass, unknown } from './item.ts';

const nameOf = (node: Json) => textIn(node, 'metadata', 'name') ?? '?';

/** Each pool has its nodes, by label, and enough of them take its pods. */
export function judgeNodes(pools: Environment['cluster']['nodePools'], nodes: readonly Json[]): Item[] {
  return Object.entries(pools).flatMap(([name, pool]) => {
    const found = nodes.filter((node) => matchesLabels(pool.labels, textsIn(node, 'metadata', 'labels')));
    return [judgeCount(name, pool, found.length), ...judgeTaints(name, pool, found)];
  });
}

function judgeCount(pool: string, { count, labels }: NodePool, found: number): Item {
  const name = `nodes of pool ${pool}`;
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const text = `${found} of ${count}${selector === '' ? '' : ` with ${selector}`}`;
  if (found >= count) return pass(name, text);
  return fail(
    name,
    text,
    selector === ''
      ? `add nodes, or correct cluster.nodePools.${pool}.count`
      : `kubectl label node <name> ${selector}, or correct cluster.nodePools.${pool}`,
  );
}

/** Pods tolerate the taints that the inventory has, and no other. */
function judgeTaints(pool: string, { count, taints }: NodePool, nodes: readonly Json[]): Item[] {
  const name = `taints of pool ${pool}`;
  const declared = new Set(taints.map(({ key, value, effect }) => formatTaint(key, value, effect)));
  const closed = nodes.flatMap((node) => {
    const others = listIn(node, 'spec', 'taints')
      .map((taint) => ({
        effect: textIn(taint, 'effect') ?? '',
        text: formatTaint(
          textIn(taint, 'key') ?? '',
          textIn(taint, 'value') ?? '',
          textIn(taint, 'effect') ?? '',
        ),
      }))
      .filter(({ effect, text }) => effect !== 'PreferNoSchedule' && !declared.has(text));
    return others.length === 0 ? [] : [`${nameOf(node)} (${others.map(({ text }) => text).join(', ')})`];
  });
  const open = nodes.length - closed.length;
  // Too few nodes is another finding.
  if (nodes.length < count || open >= count) return [pass(name, `${open} nodes take its pods`)];
  return [
    fail(
      name,
      `${open} of ${count} nodes take its pods; not ${closed.join(', ')}`,
      `write the taint under cluster.nodePools.${pool}.taints, or take it away: kubectl taint node <name> <key>-; a node that is cordoned: kubectl uncordon <name>`,
    ),
  ];
}

function formatTaint(key: string, value: string, effect: string): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

/** Conditions of which `True` is bad (kubernetes.io docs: node status). */
const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

/** Every node is ready, and lacks nothing. */
export function judgeConditions(nodes: readonly Json[]): Item {
  const name = 'node conditions';
  const bad = nodes.flatMap((node) => {
    const ill = pressures.filter((type) => conditionOf(node, type) === 'True');
    const wrong = [...(isReady(node) ? [] : ['not Ready']), ...ill];
    return wrong.length === 0 ? [] : [`${nameOf(node)}: ${wrong.join(', ')}`];
  });
  if (bad.length === 0) return pass(name, `${nodes.length} nodes are Ready and lack nothing`);
  return fail(
    name,
    bad.join('; '),
    'kubectl describe node <name> says why; a wave waits for pods that cannot start',
  );
}

function isReady(node: Json): boolean {
  return conditionOf(node, 'Ready') === 'True';
}

function conditionOf(node: Json, type: string): string | undefined {
  const condition = listIn(node, 'status', 'conditions').find((one) => textIn(one, 'type') === type);
  return textIn(condition, 'status');
}

/** A kubelet renews its lease every 10 s, by its own clock: less than twice that is no proof of anything. */
const visibleSkew = 20;

/**
 * Clocks of nodes as far as the API shows them: the times at which they renewed their leases, against the middle one; against this machine
 * where there are fewer than three.
 */
export function judgeClocks(nodes: readonly Json[], leases: readonly Json[], now: number): Item {
  const name = 'clocks of nodes';
  const ready = new Set(nodes.filter(isReady).map(nameOf));
  const times = leases
    .filter((lease) => ready.has(nameOf(lease)))
    .map((lease) => ({ node: nameOf(lease), time: Date.parse(textIn(lease, 'spec', 'renewTime') ?? '') }))
    .filter(({ time }) => !Number.isNaN(time))
    .sort((one, other) => one.time - other.time);
  const middle = times[Math.floor(times.length / 2)];
  if (middle === undefined) return unknown(name, 'no ready node has a lease in kube-node-lease');
  const reference = times.length < 3 ? now : middle.time;
  const off = times
    .map(({ node, time }) => ({ node, seconds: Math.round((time - reference) / 1000) }))
    .filter(({ seconds }) => Math.abs(seconds) > visibleSkew);
  if (off.length === 0)
    return pass(
      name,
      `none is off by more than ${visibleSkew} s, which is all that the API shows; chronyc tracking on each node says the rest`,
    );
  const against = times.length < 3 ? 'this machine' : 'the others';
  return fail(
    name,
    off
      .map(
        ({ node, seconds }) =>
          `${node} is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} ${against}`,
      )
      .join('; '),
    'give all nodes one time source (chrony) and look again: certificates, tokens and the order of events depend on it',
  );
}
