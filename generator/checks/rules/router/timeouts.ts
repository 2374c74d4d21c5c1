import { type HaproxySection, parseHaproxyTime, proxySetting } from '../../haproxy/parse-haproxy.ts';
import type { Rule } from '../../rule.ts';
import { synapseRouters } from '../../synapse-routers.ts';

const sync = { method: 'GET', path: '/_matrix/client/v3/sync' };

/** The router waits for a client longer than for any Synapse process behind it. */
export const timeouts: Rule = {
  slug: 'router/timeouts',
  title: 'The router outwaits what stands behind it',
  severity: 'error',
  why: 'When the side of the client gives up first, the request goes on in Synapse for nobody: the client asks again, and the same work is done twice. `/sync` has a rule of its own; this one holds for joins, uploads and everything else.',
  fix: 'Take patches of the timeouts away, or raise `timeout client` above every `timeout server`.',
  references: ['haproxy doc/configuration.txt: timeout client, timeout server, timeout queue'],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    for (const { file, sections, frontends, route } of synapseRouters(resources)) {
      const seconds = (section: HaproxySection, side: string) => {
        const line = proxySetting(sections, section, 'timeout', side);
        return { line, value: parseHaproxyTime(line?.words[2]) };
      };
      // The public port; one that is too impatient for /sync is edge/sync-timeout's to report.
      const patient = frontends.flatMap((frontend) => {
        const { value = 0 } = seconds(frontend, 'client');
        const servers = route(frontend, sync).map((backend) => seconds(backend, 'server').value ?? 0);
        return servers.length > 0 && servers.every((server) => server <= value) ? [value] : [];
      });
      const client = Math.min(...patient);
      const backends = sections.filter(
        ({ kind, lines }) => kind === 'backend' && lines.some(({ words }) => words[0] === 'server'),
      );
      for (const backend of backends) {
        const { line, value } = seconds(backend, 'server');
        const queue = seconds(backend, 'queue').value ?? 0;
        const whole = (value ?? 0) + queue;
        if (line !== undefined && value !== undefined && whole <= client) pass();
        else
          fail({
            resource: file.configMap,
            path: file.path,
            lineContaining: [
              backend.lines[0]?.text,
              line && backend.lines.includes(line) ? line.text : undefined,
            ]
              .filter((text) => text !== undefined)
              .join('\n'),
            message:
              value === undefined
                ? `backend ${backend.name} has no timeout server: a process that hangs holds its requests for ever. Set one.`
                : `backend ${backend.name} may take ${whole} seconds (${value} to answer, ${queue} in the queue), but clients are cut off after ${client}: Synapse works on for nobody. Raise timeout client to at least ${whole}s.`,
          });
      }
    }
  },
};
