import { listIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';
import { fileWith, type SynapseProcess, synapseProcesses } from '../../synapse-processes.ts';

/** Closed federation is closed everywhere. */
export const closedFederation: Rule = {
  slug: 'synapse/closed-federation',
  title: 'With federation closed, Synapse talks to no other server',
  severity: 'error',
  why: 'Each of these is a door of its own: without the empty list any server may send and be sent to, matrix.org is asked for keys by default, the federation API tells strangers about rooms, and statistics go to matrix.org.',
  fix: 'Set `federation_domain_whitelist: []`, `trusted_key_servers: []` and `report_stats: false`, and serve `openid` instead of `federation`; or open federation.',
  references: [
    'element-hq/synapse v1.163.2 docs/usage/configuration/config_documentation.md: federation_domain_whitelist, an empty list is the recommended way',
    'element-hq/synapse v1.163.2 synapse/config/key.py: trusted_key_servers is matrix.org by default',
  ],
  needsEnvironment: true,
  components: ['synapse'],
  check({ resources, declared, pass, fail }) {
    if (declared.environment.network.federation === 'open') {
      for (const _ of synapseProcesses(resources)) pass();
      return;
    }
    // Most keys stand in a file that all processes read: say it once.
    const said = new Set<string>();
    for (const process of synapseProcesses(resources)) {
      const open = openDoor(process);
      const file = fileWith(process, open?.key ?? '');
      if (open === undefined || file === undefined) {
        pass();
        continue;
      }
      const place = `${file.key} ${open.key}`;
      if (!said.has(place))
        fail({
          resource: file.configMap,
          path: file.path,
          lineContaining: open.key,
          message: `federation is closed in the environment, but in ${process.template.owner.object.metadata.name} ${open.wrong}. ${open.fix}.`,
          setting: 'network.federation',
        });
      said.add(place);
    }
  },
};

interface Door {
  readonly key: string;
  readonly wrong: string;
  readonly fix: string;
}

function openDoor({ config }: SynapseProcess): Door | undefined {
  const isEmpty = (key: string) => Array.isArray(config[key]) && config[key].length === 0;
  const doors: (Door & { readonly isOpen: boolean })[] = [
    {
      key: 'federation_domain_whitelist',
      isOpen: !isEmpty('federation_domain_whitelist'),
      wrong: `federation_domain_whitelist ${'federation_domain_whitelist' in config ? 'names servers' : 'is missing, which lets every server in'}`,
      fix: 'Set it to []',
    },
    {
      key: 'trusted_key_servers',
      isOpen: !isEmpty('trusted_key_servers'),
      wrong: `trusted_key_servers ${'trusted_key_servers' in config ? 'names servers' : 'is missing, which means matrix.org'}`,
      fix: 'Set it to []',
    },
    {
      key: 'report_stats',
      isOpen: config['report_stats'] !== false,
      wrong: 'report_stats is on',
      fix: 'Set it to false',
    },
    ...['listeners', 'worker_listeners'].map((key) => ({
      key,
      isOpen: listIn(config, key).some((listener) =>
        listIn(listener, 'resources').some((resource) => listIn(resource, 'names').includes('federation')),
      ),
      wrong: 'a listener serves the federation API',
      fix: 'Serve openid instead, which the call authoriser needs',
    })),
  ];
  return doors.find(({ isOpen }) => isOpen);
}
