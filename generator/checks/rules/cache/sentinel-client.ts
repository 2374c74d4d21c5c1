import { isObject, listIn, objectIn, textIn } from '../../../kubernetes/json.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { isSentinelPort, podsAtPort, serviceOf } from '../../cache-route.ts';
import { configFiles, type MountedFile, readYamlFile } from '../../config-files.ts';
import { programText } from '../../pods.ts';
import type { Rule } from '../../rule.ts';

/** LiveKit asks Sentinels that exist for a master that they know. */
export const cacheSentinelClient: Rule = {
  slug: 'cache/sentinel-client',
  title: 'LiveKit asks Sentinels that exist, for the master that they watch',
  severity: 'error',
  why: 'LiveKit reads `sentinel_addresses` before everything else and says nothing about what does not fit: without a master name it takes the Sentinels for servers, with a wrong one it never starts, and `address` beside them is silently ignored.',
  fix: 'Write `sentinel_master_name` as the Sentinels have it and every Sentinel in `sentinel_addresses`, and leave `address` out.',
  references: [
    'livekit/protocol redis/redis.go: GetRedisClient',
    'redis/go-redis universal.go: NewUniversalClient makes a cluster client of several addresses without a master name',
    'livekit/livekit config-sample.yaml, redis',
  ],
  components: ['livekit'],
  check({ resources, pass, fail }) {
    for (const file of configFiles(resources)) {
      const redis = objectIn(readYamlFile(file), 'redis');
      const addresses = listIn(redis, 'sentinel_addresses').map(String);
      if (addresses.length === 0) {
        // LiveKit without Sentinels, or without a cache (`rtc/livekit-redis`); Synapse has no such list.
        if (textIn(redis, 'address') !== undefined || isLivekit(file)) pass();
        continue;
      }
      const problems = findProblems(resources, file, addresses);
      if (problems.length === 0) pass();
      for (const { at, message } of problems)
        fail({ resource: file.configMap, path: file.path, lineContaining: at, message });
    }
  },
};

/** `rtc` is a section that every configuration of LiveKit has, and no other file. */
function isLivekit(file: MountedFile): boolean {
  const config = readYamlFile(file);
  return isObject(config) && isObject(config['rtc']);
}

interface Problem {
  /** Text of the line that is wrong. */
  readonly at: string;
  readonly message: string;
}

function findProblems(resources: ResourceSet, file: MountedFile, addresses: readonly string[]): Problem[] {
  const redis = objectIn(readYamlFile(file), 'redis');
  const problems: Problem[] = [];
  const address = textIn(redis, 'address') ?? '';
  if (address !== '')
    problems.push({
      at: address,
      message: `address ${address} stands beside ${addresses.length} sentinel_addresses: LiveKit ignores it, and who reads this believes otherwise. Remove it.`,
    });
  const masterName = textIn(redis, 'sentinel_master_name') ?? '';
  if (masterName === '')
    problems.push({
      at: 'sentinel_addresses',
      message: `sentinel_master_name is missing: LiveKit takes ${addresses.length === 1 ? 'the Sentinel for a server' : `the ${addresses.length} Sentinels for servers of a cluster`}, which takes no data. Add it.`,
    });
  for (const text of addresses) {
    const message = judgeAddress(resources, file, text, masterName);
    if (message !== undefined) problems.push({ at: text, message });
  }
  return problems;
}

/** What is wrong with one `host:port`; nothing for a host outside this cluster. */
function judgeAddress(
  resources: ResourceSet,
  file: MountedFile,
  address: string,
  masterName: string,
): string | undefined {
  const [host = '', port = ''] = address.split(':');
  const at = serviceOf(host, file.configMap.object.metadata.namespace ?? '');
  if (at === undefined) return undefined;
  const service = resources.find('Service', at.namespace, at.name);
  const pods = service === undefined ? [] : podsAtPort(resources, service, Number(port));
  if (pods.length === 0)
    return `${address} leads to no pod that is rendered: LiveKit asks one Sentinel less. Remove it, or correct name and port.`;
  // A pod of a StatefulSet: its name comes before that of the headless Service.
  const pod = /^(.+)-(\d+)\./.exec(host);
  for (const { template, targetPort } of pods) {
    if (!isSentinelPort(template, targetPort))
      return `${address} is no Sentinel, but a server. Name the Sentinels' port.`;
    const { replicas, owner } = template;
    if (pod?.[1] === owner.object.metadata.name && replicas !== undefined && Number(pod[2]) >= replicas)
      return `${address} is pod ${pod[2]} of ${owner.object.metadata.name}, which has ${replicas} (0 to ${replicas - 1}): it never resolves. Remove it.`;
    const watched = /\bsentinel monitor (\S+) /.exec(programText(resources, template))?.[1];
    if (masterName !== '' && watched !== undefined && watched !== masterName)
      return `LiveKit asks for master "${masterName}", the Sentinels at ${address} watch "${watched}": they answer with nothing and LiveKit does not start. Use their name.`;
  }
  return undefined;
}
