import { listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import { containersOf } from '../../../kubernetes/ports.ts';
import type { PodTemplate } from '../../../rendered/resource-set.ts';
import { podsRunning } from '../../pods.ts';
import type { Rule } from '../../rule.ts';
import { fileWith, type SynapseProcess, synapseProcesses } from '../../synapse-processes.ts';

/** Synapse makes TURN passwords of the secret that coturn checks them with. */
export const turnSecret: Rule = {
  slug: 'rtc/turn-secret',
  title: 'Synapse and coturn share one secret',
  severity: 'error',
  why: 'TURN passwords are signed with this secret. With two different ones, or none, every client is refused by the relay, and calls fail for whoever is behind a firewall, without an error in any log of Synapse.',
  fix: 'Mount one Secret into both, and name its file in `turn_shared_secret_path`.',
  references: [
    'element-hq/synapse v1.163.2 docs/turn-howto.md; synapse/config/voip.py',
    'coturn/coturn 4.17.0 README.turnserver: use-auth-secret, static-auth-secret',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const relays = podsRunning(resources, ['coturn']);
    const shared = relays.flatMap(secretsOf);
    const said = new Set<string>();
    for (const process of synapseProcesses(resources)) {
      const secret = secretAt(process);
      const file = fileWith(process, 'turn_shared_secret_path');
      if (file === undefined || listIn(process.config, 'turn_uris').length === 0) continue;
      const right = secret !== undefined && (relays.length === 0 || shared.includes(secret));
      const message =
        secret === undefined
          ? 'turn_uris are given out, but turn_shared_secret_path is no file of a Secret that the pod mounts: clients get passwords that no relay accepts'
          : `TURN passwords are made with Secret ${secret}, while coturn mounts ${shared.join(', ') || 'no Secret'}: the relay refuses every client`;
      if (right) pass();
      else if (!said.has(message))
        fail({
          resource: file.configMap,
          path: file.path,
          lineContaining: 'turn_',
          message: `${message}. Mount the same Secret in both.`,
          related: relays.map(({ owner, path }) => ({
            resource: owner,
            path,
            message: 'checks the passwords',
          })),
        });
      said.add(message);
    }
  },
};

function secretsOf({ spec }: PodTemplate): string[] {
  const mounted = listIn(spec, 'volumes').flatMap((volume) => [
    textIn(volume, 'secret', 'secretName'),
    ...listIn(volume, 'projected', 'sources').map((source) => textIn(source, 'secret', 'name')),
  ]);
  const variables = containersOf(spec)
    .flatMap((container) => listIn(container, 'env'))
    .map((variable) => textIn(variable, 'valueFrom', 'secretKeyRef', 'name'));
  return [...mounted, ...variables].filter((name) => name !== undefined);
}

/** Name of the Secret whose key is the file that Synapse reads. */
function secretAt({ config, template }: SynapseProcess): string | undefined {
  const path = textIn(config, 'turn_shared_secret_path') ?? '';
  const [container] = containersOf(template.spec);
  const mount = listIn(container, 'volumeMounts').find((each) =>
    path.startsWith(`${textIn(each, 'mountPath')}/`),
  );
  const file = path.slice((textIn(mount, 'mountPath') ?? '').length + 1);
  const volume = listIn(template.spec, 'volumes').find(
    (each) => textIn(each, 'name') === textIn(mount, 'name'),
  );
  const plain = textIn(volume, 'secret', 'secretName');
  if (plain !== undefined) return shows(listIn(volume, 'secret', 'items'), file) ? plain : undefined;
  const source = listIn(volume, 'projected', 'sources').find((each) =>
    shows(listIn(each, 'secret', 'items'), file),
  );
  return textIn(source, 'secret', 'name');
}

/** Without items every key of the Secret is a file. */
function shows(items: readonly Json[], file: string): boolean {
  return items.length === 0 || items.some((item) => textIn(item, 'path') === file);
}
