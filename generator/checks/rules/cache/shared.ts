import { getIn, listIn, objectIn, textIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { configFiles, type MountedFile, readHaproxyFile, readYamlFile } from '../../config-files.ts';
import { mountedConfigMaps, podsBehind } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** A program's cache as its configuration names it. */
interface Cache {
  readonly file: MountedFile;
  /** `host` or `host:port`, as written. */
  readonly addresses: readonly string[];
}

/** Synapse and LiveKit do not share a cache. */
export const sharedCache: Rule = {
  slug: 'cache/shared',
  title: 'Synapse and LiveKit have a cache each',
  severity: 'error',
  why: 'Synapse cannot speak Sentinel and wants no persistence, LiveKit speaks Sentinel and keeps room state. On one server a failover or a full memory of one stops messages and calls together.',
  fix: 'Give LiveKit its own Valkey or Redis and name it in `redis` of its configuration.',
  references: [
    'element-hq/synapse docs/usage/configuration/config_documentation.md, redis: host and port only',
    'livekit/livekit config-sample.yaml, redis: address, sentinel_addresses or cluster_addresses',
    'Design 2025, 3.1',
  ],
  components: ['synapse'],
  check({ resources, pass, fail }) {
    const files = configFiles(resources);
    const livekit = files.flatMap(readLivekitCache);
    for (const synapse of files.flatMap(readSynapseCache)) {
      const servers = findServers(resources, synapse.addresses);
      const sharer = livekit.find(({ addresses }) =>
        [...findServers(resources, addresses)].some((server) => servers.has(server)),
      );
      if (sharer === undefined) {
        pass();
        continue;
      }
      const [address = ''] = sharer.addresses;
      fail({
        resource: sharer.file.configMap,
        path: sharer.file.path,
        lineContaining: address,
        message: `LiveKit uses ${address}, the cache of Synapse (${synapse.addresses.join(', ')}): a failover or full memory there stops messages and calls at once. Give LiveKit a cache of its own.`,
        related: [
          { resource: synapse.file.configMap, path: synapse.file.path, message: 'Synapse names it here' },
        ],
      });
    }
  },
};

function readSynapseCache(file: MountedFile): Cache[] {
  const config = readYamlFile(file);
  const host = textIn(config, 'redis', 'host');
  if (host === undefined || getIn(config, ['redis', 'enabled']) !== true) return [];
  return [{ file, addresses: [host] }];
}

function readLivekitCache(file: MountedFile): Cache[] {
  const redis = objectIn(readYamlFile(file), 'redis');
  const addresses = [
    redis['address'],
    ...listIn(redis, 'sentinel_addresses'),
    ...listIn(redis, 'cluster_addresses'),
  ].filter((address): address is string => typeof address === 'string' && address !== '');
  return addresses.length === 0 ? [] : [{ file, addresses }];
}

/**
 * What stands behind addresses: every name that they lead to, through Services to the workloads that these select, and through
 * proxies to the servers that those name. Two addresses of one cache end at a common name.
 */
function findServers(resources: ResourceSet, addresses: readonly string[]): Set<string> {
  const servers = new Set<string>();
  const visit = (address: string) => {
    const host = address.replace(/:\d+$/, '');
    // `pod.service.namespace.svc.domain` and `service.namespace.svc.domain` lead to the same Service.
    const labels = host.split('.');
    const svc = labels.indexOf('svc');
    const [name = '', namespace = ''] = svc >= 2 ? labels.slice(svc - 2, svc) : labels;
    const key = `${namespace}/${name}`;
    if (servers.has(key)) return;
    servers.add(key);
    const service = resources.find('Service', namespace, name);
    if (service === undefined) return;
    for (const template of podsBehind(resources, service)) {
      servers.add(`${template.owner.object.kind} ${namespace}/${template.owner.object.metadata.name}`);
      for (const mounted of mountedConfigMaps(template)) {
        for (const file of configFiles(resources)) {
          const { metadata } = file.configMap.object;
          if (metadata.name !== mounted || metadata.namespace !== namespace) continue;
          for (const { lines } of readHaproxyFile(file)) {
            for (const { words } of lines) {
              const target =
                words[0] === 'server' ? words[2] : words[0] === 'server-template' ? words[3] : undefined;
              if (target !== undefined) visit(target);
            }
          }
        }
      }
    }
  };
  for (const address of addresses) visit(address);
  return servers;
}
