import type { PodTemplate, ResourceSet } from '../../../rendered/resource-set.ts';
import {
  findProxy,
  findSynapseCaches,
  isSentinelPort,
  podsAtPort,
  type SynapseCache,
  serviceOf,
} from '../../cache-route.ts';
import type { Rule } from '../../rule.ts';

/** The address that Synapse uses for its cache always leads to the master. */
export const cacheMasterService: Rule = {
  slug: 'cache/master-service',
  title: 'Synapse reaches the master of its cache, whoever that is',
  severity: 'error',
  why: 'Synapse knows one address and no Sentinel. Behind a Service that selects all servers it meets a replica, which refuses writes; through a Service that nothing creates no process hears another.',
  fix: 'Name the Service of a proxy whose health check expects `role:master` and that cuts sessions when the master changes, or of a single server.',
  references: [
    'element-hq/synapse synapse/config/redis.py: host and port; no Sentinel key exists',
    'element-hq/synapse issue 16984',
    'HAProxy configuration manual: tcp-check expect, on-marked-down shutdown-sessions',
    'Design 2025, 3.1: redis-synapse-master, which the Bitnami chart does not render with Sentinel enabled',
  ],
  components: ['synapse'],
  check({ resources, pass, fail, unknown }) {
    for (const cache of findSynapseCaches(resources)) {
      const { file, host } = cache;
      const report = { resource: file.configMap, path: file.path, lineContaining: host };
      const outside = serviceOf(host, '') === undefined;
      const problem = outside ? undefined : findProblem(resources, cache);
      if (outside)
        unknown({
          ...report,
          message: `${host} is outside this cluster: whether it is always the master cannot be seen here.`,
        });
      else if (problem === undefined) pass();
      else fail({ ...report, message: problem });
    }
  },
};

function findProblem(resources: ResourceSet, { file, host, port }: SynapseCache): string | undefined {
  const { namespace = '', name = '' } = serviceOf(host, file.configMap.object.metadata.namespace ?? '') ?? {};
  const service = resources.find('Service', namespace, name);
  if (service === undefined)
    return `no Service ${namespace}/${name} is rendered: the name does not resolve and no Synapse process hears another. Create it, in front of a proxy that follows the master.`;
  const pods = podsAtPort(resources, service, port);
  if (pods.length === 0)
    return `Service ${namespace}/${name} leads to no pod on port ${port}: no Synapse process hears another. Make selector and port match the proxy's, or a single server's.`;
  for (const { template, targetPort } of pods) {
    const problem = judgePods(resources, template, targetPort);
    if (problem !== undefined) return `${host}:${port} ${problem}`;
  }
  return undefined;
}

/** What is wrong with pods that Synapse connects to; nothing for a proxy that follows the master, or for one server. */
function judgePods(resources: ResourceSet, template: PodTemplate, port: number): string | undefined {
  const proxy = findProxy(resources, template, port);
  const owner = `${template.owner.object.kind} ${template.owner.object.metadata.name}`;
  if (proxy === undefined) {
    if (isSentinelPort(template, port))
      return 'is the port of Sentinels, which Synapse does not speak to. Put a proxy in front that follows the master.';
    if (template.replicas === 1) return undefined;
    return `leads to any of the ${template.replicas ?? 'many'} servers of ${owner}: replicas refuse writes, and what is published to one reaches no other process. Put a proxy in front that expects role:master.`;
  }
  const { lines, name } = proxy.backend;
  if (
    !lines.some(
      ({ words }) => words[0] === 'tcp-check' && words[1] === 'expect' && words.includes('role:master'),
    )
  )
    return `passes backend ${name} of ${owner}, whose health check does not expect role:master: clients are sent to replicas. Add the check.`;
  if (!lines.some(({ words }) => words.includes('on-marked-down') && words.includes('shutdown-sessions')))
    return `passes backend ${name} of ${owner}, which keeps the sessions of a master that was demoted: its clients write to a replica until they reconnect. Add on-marked-down shutdown-sessions.`;
  return undefined;
}
