import { linesOf } from '../../haproxy/parse-haproxy.ts';
import { mountedConfigMaps } from '../../pods.ts';
import type { Rule } from '../../rule.ts';
import { synapseRouters } from '../../synapse-routers.ts';

/** Hard limit of open files that a container has where nothing was changed: systemd's default, which containerd passes on. */
const fileLimit = 524_288;

/** With one router gone, the others hold a connection of everybody, and may open as many files. */
export const capacity: Rule = {
  slug: 'router/capacity',
  title: 'The routers hold everybody, with one of them gone',
  severity: 'error',
  why: 'Every client that is online keeps one request waiting. Without `maxconn` HAProxy takes what the limit of open files allows, which differs by node; above that limit it refuses to start; below the number of users some never get through.',
  fix: 'Take patches of `maxconn` and of the replicas of the router away, or add routers.',
  references: [
    'haproxy doc/configuration.txt: maxconn (global), strict-limits',
    'systemd NEWS, v240: DefaultLimitNOFILE 1024:524288',
  ],
  needsEnvironment: true,
  components: ['synapse'],
  check({ resources, declared, pass, fail }) {
    const { users } = declared.environment.scale;
    for (const { file, sections } of synapseRouters(resources)) {
      const { name, namespace } = file.configMap.object.metadata;
      const pods = resources.podTemplates.filter(
        (template) => template.namespace === namespace && mountedConfigMaps(template).includes(name),
      );
      const replicas = pods.reduce((sum, template) => sum + (template.replicas ?? 0), 0);
      const left = Math.max(1, replicas - 1);
      const global = sections.find(({ kind }) => kind === 'global');
      const line = global && linesOf(global, 'maxconn').at(-1);
      const most = Number(line?.words[1] ?? Number.NaN);
      const report = { resource: file.configMap, path: file.path };
      if (line === undefined || Number.isNaN(most)) {
        fail({
          ...report,
          lineContaining: 'global',
          message: `${file.key} sets no maxconn: how many connections a router takes depends on the node that it runs on. Set it in the section global.`,
        });
      } else if (most * 2 > fileLimit) {
        fail({
          ...report,
          lineContaining: line.text,
          message: `maxconn ${most} needs ${most * 2} open files, and containers usually may open ${fileLimit}: HAProxy refuses to start. Add routers instead, and let each take fewer connections.`,
          setting: 'synapse.router.replicas',
        });
      } else if (most * left < users) {
        fail({
          ...report,
          lineContaining: line.text,
          message: `${replicas === 1 ? 'the only router takes' : `with one of ${replicas} routers gone, the ${left} left take`} ${most * left} connections, and ${users} users each keep one: some never get through. Raise maxconn to at least ${Math.ceil(users / left)}, or add routers.`,
          setting: 'synapse.router.replicas',
        });
      } else {
        pass();
      }
    }
  },
};
