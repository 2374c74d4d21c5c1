import type { NodePool } from '../../../environment/environment.ts';
import { getIn, listIn } from '../../../kubernetes/json.ts';
import { matchesLabelSelector } from '../../../kubernetes/selectors.ts';
import type { PodTemplate } from '../../../rendered/resource-set.ts';
import { isSelected, readPlacement, untolerated } from '../../placement.ts';
import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** Enough Sentinels are left to elect a master after the loss of any one node. */
export const cacheQuorum: Rule = {
  slug: 'cache/quorum',
  title: 'A majority of Sentinels survives the loss of a node',
  severity: 'error',
  why: 'A failover needs a majority of all Sentinels that are known, whatever the quorum says. Two of three on one node are lost together with it, and then nobody replaces the master: Synapse processes stop hearing each other until someone intervenes.',
  fix: 'Run an odd number of Sentinels from three on, one to a node by required anti-affinity on `kubernetes.io/hostname`, in a pool with as many nodes.',
  references: [
    'redis.io docs: High availability with Redis Sentinel, Fundamental things to know; Quorum',
    'valkey.io topics/sentinel: a majority of Sentinel processes must authorise a failover',
    'Design 2025, 8: three Sentinels of each kind on two Redis nodes',
  ],
  needsEnvironment: true,
  components: ['cache-livekit'],
  check({ resources, declared, pass, fail }) {
    for (const template of resources.podTemplates) {
      const monitor = /\bsentinel monitor \S+ \S+ \d+ (\d+)/.exec(programText(resources, template));
      const { owner, path, replicas } = template;
      if (monitor === null || replicas === undefined) continue;
      const quorum = Number(monitor[1]);
      const problem = findProblem(
        template,
        replicas,
        quorum,
        countNodes(template, declared.environment.cluster.nodePools),
      );
      if (problem === undefined) pass();
      else
        fail({
          resource: owner,
          path: problem.at === 'replicas' ? ['spec', 'replicas'] : path,
          message: problem.message,
          ...(problem.at === 'nodes' && { setting: 'cluster.nodePools' }),
        });
    }
  },
};

interface Problem {
  readonly at: 'replicas' | 'pods' | 'nodes';
  readonly message: string;
}

/** What is wrong with this many Sentinels on this many nodes. A single one promises nothing: there is nothing to fail over to. */
function findProblem(
  template: PodTemplate,
  replicas: number,
  quorum: number,
  nodes: number,
): Problem | undefined {
  const majority = Math.floor(replicas / 2) + 1;
  if (quorum > replicas)
    return {
      at: 'replicas',
      message: `the quorum is ${quorum}, but there ${replicas === 1 ? 'is 1 Sentinel' : `are ${replicas} Sentinels`}: they never agree that a master is down. Make it ${majority}.`,
    };
  if (replicas === 1) return undefined;
  if (replicas - 1 < majority)
    return {
      at: 'replicas',
      message: `${replicas} Sentinels need ${majority} for a failover: the loss of one node ends it. Run 3.`,
    };
  if (quorum > replicas - 1)
    return {
      at: 'replicas',
      message: `the quorum is ${quorum} of ${replicas} Sentinels: while one is away nobody agrees that the master is down. Make it ${majority}.`,
    };
  if (!keepsApart(template))
    return {
      at: 'pods',
      message: `${replicas} Sentinels may share a node: ${replicas - majority + 1} of them lost together leave fewer than the ${majority} that a failover needs. Require anti-affinity on kubernetes.io/hostname; preferred is not enough.`,
    };
  if (nodes < replicas)
    return {
      at: 'nodes',
      message: `${replicas} Sentinels need a node each and may run on ${nodes}: ${replicas - nodes} ${replicas - nodes === 1 ? 'stays' : 'stay'} Pending, and after the loss of one node ${nodes - 1} of ${replicas} are left, where a failover needs ${majority}. Give the pool ${replicas} nodes.`,
    };
  return undefined;
}

/** True when two pods of the template never share a node. */
function keepsApart({ spec, labels }: PodTemplate): boolean {
  const terms = listIn(spec, 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  return terms.some(
    (term) =>
      getIn(term, ['topologyKey']) === 'kubernetes.io/hostname' &&
      matchesLabelSelector(getIn(term, ['labelSelector']), labels),
  );
}

/** Nodes of the inventory that the pods may run on. */
function countNodes({ owner, path }: PodTemplate, pools: Readonly<Record<string, NodePool>>): number {
  const placement = readPlacement(owner, path, [...path, 'affinity', 'nodeAffinity']);
  return Object.values(pools)
    .filter((pool) => isSelected(placement, pool) && untolerated(pool, placement.tolerations).length === 0)
    .reduce((sum, { count }) => sum + count, 0);
}
