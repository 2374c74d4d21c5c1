import { listIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import { configFiles } from '../../config-files.ts';
import { type HaproxySection, linesOf } from '../../haproxy/parse-haproxy.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { type SynapseRouter, synapseRouters } from '../../synapse-routers.ts';
import { type SynapseWorkload, synapseWorkloads } from '../../synapse-workloads.ts';

/** Pools that the maps name exist; their servers are pods; every pod that answers requests is in one. */
export const pools: Rule = {
  slug: 'router/pools',
  title: 'Pools of the router and Synapse processes agree',
  severity: 'error',
  why: 'A map that names a pool which is not there makes HAProxy answer 503 to those requests; a server that is no pod takes none; and a worker in no pool waits for requests that never come, while the others carry its load.',
  fix: 'Take patches of the maps, of haproxy.cfg and of worker replicas away: all three are computed from `synapse.workers`.',
  references: [
    'haproxy doc/configuration.txt: use_backend with a name that does not exist',
    'element-hq/ess-helm#1468: workers beyond the written servers are never found',
  ],
  components: ['synapse'],
  check(context) {
    const processes = synapseWorkloads(context.resources);
    for (const router of synapseRouters(context.resources)) {
      checkMaps(context, router);
      checkServers(context, router, processes);
      checkWorkers(context, router, processes);
    }
  },
};

function backendsOf({ sections }: SynapseRouter): HaproxySection[] {
  return sections.filter(({ kind }) => kind === 'backend' || kind === 'listen');
}

/** The second word of every row of a map beside the configuration. */
function checkMaps({ resources, pass, fail }: RuleContext, router: SynapseRouter): void {
  const names = new Set(backendsOf(router).map(({ name }) => name));
  const maps = configFiles(resources).filter(
    ({ configMap, key }) => configMap === router.file.configMap && key.endsWith('.map'),
  );
  for (const map of maps) {
    const targets = map.text.split('\n').flatMap((line) => /^\s*[^\s#]\S*\s+(\S+)\s*$/.exec(line)?.[1] ?? []);
    for (const target of new Set(targets)) {
      if (names.has(target)) pass();
      else
        fail({
          resource: map.configMap,
          path: map.path,
          lineContaining: ` ${target}`,
          message: `${map.key} sends requests to the pool ${target}, which ${router.file.key} does not have: HAProxy answers 503 to them. Send them to a pool that exists.`,
          setting: 'synapse.workers',
        });
    }
  }
}

/** Every server of a pool that some process could be: one of a StatefulSet that exists, at a port that its pods have. */
function checkServers(
  { pass, fail }: RuleContext,
  router: SynapseRouter,
  processes: readonly SynapseWorkload[],
): void {
  for (const backend of backendsOf(router)) {
    for (const { text, words } of linesOf(backend, 'server')) {
      const [, name = '', address = ''] = words;
      const port = Number(/:(\d+)$/.exec(address)?.[1]);
      const set = name.replace(/-\d+$/, '');
      const process = processes.find(({ template }) => template.owner.object.metadata.name === set);
      const ports = listIn(process?.container, 'ports').map((entry) => numberIn(entry, 'containerPort'));
      if (process !== undefined && ports.includes(port)) {
        pass();
        continue;
      }
      fail({
        resource: router.file.configMap,
        path: router.file.path,
        lineContaining: text,
        message:
          process === undefined
            ? `the pool ${backend.name} has the server ${name}, but no Synapse process has that name. Take it out.`
            : `the pool ${backend.name} calls ${name} at port ${port}, where it does not listen (it has ${ports.join(', ') || 'no ports'}). Use the port of its HTTP listener.`,
      });
    }
  }
}

/** Every worker that listens for requests is a server of some pool. */
function checkWorkers(
  { pass, fail }: RuleContext,
  router: SynapseRouter,
  processes: readonly SynapseWorkload[],
): void {
  const servers = new Set(
    backendsOf(router).flatMap((backend) => linesOf(backend, 'server').map(({ words }) => words[1])),
  );
  for (const { template, container, pods } of processes.filter(({ isMain }) => !isMain)) {
    if (!listIn(container, 'ports').some((port) => textIn(port, 'name') === 'http')) continue;
    const missing = pods.filter((pod) => !servers.has(pod));
    if (missing.length === 0) pass();
    else
      fail({
        resource: template.owner,
        path: ['spec', 'replicas'],
        message: `${missing.length} of ${pods.length} pods of ${template.owner.object.metadata.name} are in no pool of the router (${missing.slice(0, 3).join(', ')}): they get no requests. Set the number in the environment, where the router learns of it.`,
        setting: 'synapse.workers',
      });
  }
}
