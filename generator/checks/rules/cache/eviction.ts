import { listIn, textIn } from '../../../kubernetes/json.ts';
import { imageName } from '../../../kubernetes/ports.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../../../rendered/resource-set.ts';
import { configFiles } from '../../config-files.ts';
import { mountedConfigMaps, podsRunning } from '../../pods.ts';
import type { ObjectPath, Rule } from '../../rule.ts';

const cacheImages = ['valkey', 'redis'];

/** A `maxmemory-policy` and where it stands. */
interface Policy {
  readonly value: string;
  readonly resource: RenderedResource;
  readonly path: ObjectPath;
  readonly line?: string;
}

/** A full cache refuses writes instead of dropping what others rely on. */
export const cacheEviction: Rule = {
  slug: 'cache/eviction',
  title: 'Caches evict nothing when they are full',
  severity: 'error',
  why: 'LiveKit keeps rooms in its cache, without a second copy: an evicted key ends a call that nobody can explain. Synapse keeps values there that workers must agree on.',
  fix: 'Set `maxmemory-policy noeviction`, the default, and give the servers enough `maxmemory`.',
  references: [
    'valkey.io topics/lru-cache: noeviction answers writes with an error when memory is full',
    'livekit/livekit pkg/service/redisstore.go: rooms and participants live in the cache only',
  ],
  components: ['cache-synapse', 'cache-livekit'],
  check({ resources, pass, fail }) {
    for (const template of podsRunning(resources, cacheImages)) {
      const policy = findPolicy(resources, template);
      if (policy === undefined || policy.value === 'noeviction') {
        pass();
        continue;
      }
      const { value, resource, path, line } = policy;
      fail({
        resource,
        path,
        ...(line !== undefined && { lineContaining: line }),
        message: `maxmemory-policy is ${value}: when memory is full, keys of rooms or replication disappear without a word. Make it noeviction.`,
      });
    }
  },
};

/** What the containers' arguments say, else the configuration files; undefined leaves the default, `noeviction`. */
function findPolicy(resources: ResourceSet, template: PodTemplate): Policy | undefined {
  const { owner, path, namespace, spec } = template;
  for (const [index, container] of listIn(spec, 'containers').entries()) {
    if (!cacheImages.includes(imageName(textIn(container, 'image') ?? ''))) continue;
    for (const field of ['command', 'args']) {
      const words = listIn(container, field).map(String);
      const value = /--maxmemory-policy[\s=]+(\S+)/.exec(words.join(' '))?.[1];
      if (value !== undefined) return { value, resource: owner, path: [...path, 'containers', index, field] };
    }
  }
  const mounted = mountedConfigMaps(template);
  for (const { configMap, path: file, text } of configFiles(resources)) {
    const { metadata } = configMap.object;
    if (metadata.namespace !== namespace || !mounted.includes(metadata.name)) continue;
    const found = /^\s*maxmemory-policy\s+(\S+)/m.exec(text);
    if (found !== null)
      return { value: found[1] ?? '', resource: configMap, path: file, line: found[0].trim() };
  }
  return undefined;
}
