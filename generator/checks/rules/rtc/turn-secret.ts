import { isObject, listIn, textIn } from '../../../kubernetes/json.ts';
import { containersOf, imageName } from '../../../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../../../rendered/resource-set.ts';
import { readYamlFile } from '../../config-files.ts';
import { filesInContainer } from '../../mounted-files.ts';
import { mediaServers, turnServers } from '../../rtc/media-servers.ts';
import type { Report, Rule } from '../../rule.ts';
import { findSecretFile } from '../../secret-files.ts';

interface Reader {
  readonly who: string;
  readonly place: Pick<Report, 'resource' | 'path'>;
  /** Secret and key that it reads; undefined when the secret stands in the file or nowhere. */
  readonly source: string | undefined;
}

/** Whoever makes TURN passwords makes them of coturn's secret. */
export const turnSecret: Rule = {
  slug: 'rtc/turn-secret',
  title: 'Synapse and LiveKit make TURN passwords of the secret that coturn checks',
  severity: 'error',
  why: 'A password made of another secret is refused with 401, and only people who need a relay notice. A secret in a ConfigMap is readable in git.',
  fix: 'Let all of them read the same key of Secrets of one name: `turn_shared_secret_path` in Synapse, `secret_file` in LiveKit, copies where the namespace differs.',
  references: [
    'element-hq/synapse docs/usage/configuration/config_documentation.md: turn_shared_secret_path',
    'livekit/livekit pkg/config/config.go: TURNServer.secret_file',
  ],
  components: ['coturn'],
  check({ resources, pass, fail }) {
    const checked = new Set(turnServers(resources).flatMap(({ pod }) => secretKeysOf(pod)));
    if (checked.size === 0) return;
    for (const { who, place, source } of [...livekitReaders(resources), ...synapseReaders(resources)]) {
      if (source !== undefined && checked.has(source)) pass();
      else
        fail({
          ...place,
          message: `${who} makes TURN passwords of ${source ?? 'a secret in its configuration'}, and coturn checks them with ${[...checked].join(' or ')}: relays are refused. Read the same Secret.`,
        });
    }
  },
};

/** Every key of a Secret that a pod may read, as `secret/key`. */
function secretKeysOf({ spec }: PodTemplate): string[] {
  const mounted = listIn(spec, 'volumes').flatMap((volume) => {
    const secret = textIn(volume, 'secret', 'secretName');
    const items = listIn(volume, 'secret', 'items').map((item) => `${secret}/${textIn(item, 'key')}`);
    return secret === undefined ? [] : items.length > 0 ? items : [`${secret}/static-auth-secret`];
  });
  const variables = containersOf(spec).flatMap((container) =>
    listIn(container, 'env').flatMap((variable) => {
      const name = textIn(variable, 'valueFrom', 'secretKeyRef', 'name');
      return name === undefined ? [] : [`${name}/${textIn(variable, 'valueFrom', 'secretKeyRef', 'key')}`];
    }),
  );
  return [...mounted, ...variables].filter((source) => !/\/tls\.(?:crt|key)$|tls\//.test(source));
}

function livekitReaders(resources: ResourceSet): Reader[] {
  return mediaServers(resources).flatMap(({ pod, container, config }) =>
    listIn(config, 'rtc', 'turn_servers').map((server) => ({
      who: 'LiveKit',
      place: { resource: pod.owner, path: pod.path },
      source: sourceOf(pod, container, textIn(server, 'secret_file')),
    })),
  );
}

function synapseReaders(resources: ResourceSet): Reader[] {
  return resources.podTemplates.flatMap((pod) =>
    containersOf(pod.spec)
      .filter((container) => imageName(textIn(container, 'image') ?? '') === 'synapse')
      .flatMap((container) => {
        for (const file of filesInContainer(resources, pod, container).values()) {
          const config = readYamlFile(file);
          if (!isObject(config) || listIn(config, 'turn_uris').length === 0) continue;
          return [
            {
              who: `Synapse (${pod.owner.object.metadata.name})`,
              place: { resource: pod.owner, path: pod.path },
              source: sourceOf(pod, container, textIn(config, 'turn_shared_secret_path')),
            },
          ];
        }
        return [];
      }),
  );
}

function sourceOf(
  pod: PodTemplate,
  container: Parameters<typeof findSecretFile>[1],
  path: string | undefined,
) {
  const file = path === undefined ? undefined : findSecretFile(pod, container, path);
  return file === undefined ? undefined : `${file.secret}/${file.key}`;
}
