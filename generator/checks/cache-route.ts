import { getIn, listIn, textIn } from '../kubernetes/json.ts';
import { containersOf, resolveTargetPort } from '../kubernetes/ports.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { configFiles, type MountedFile, readHaproxyFile, readYamlFile } from './config-files.ts';
import type { HaproxySection } from './haproxy/parse-haproxy.ts';
import { mountedConfigMaps, podsBehind } from './pods.ts';

/** A `redis` section of a `homeserver.yaml`, with its defaults. */
export interface SynapseCache {
  readonly file: MountedFile;
  readonly host: string;
  readonly port: number;
}

/** A proxy that a connection to the cache passes. */
export interface CacheProxy {
  readonly file: MountedFile;
  readonly sections: readonly HaproxySection[];
  readonly frontend: HaproxySection;
  /** The section with the servers; the frontend itself when that is a `listen`. */
  readonly backend: HaproxySection;
}

/** Caches that configurations of Synapse name. Defaults: synapse/config/redis.py. */
export function findSynapseCaches(resources: ResourceSet): SynapseCache[] {
  return configFiles(resources).flatMap((file) => {
    const config = readYamlFile(file);
    if (getIn(config, ['redis', 'enabled']) !== true) return [];
    const port = getIn(config, ['redis', 'port']);
    return [
      {
        file,
        host: textIn(config, 'redis', 'host') ?? 'localhost',
        port: typeof port === 'number' ? port : 6379,
      },
    ];
  });
}

/** Namespace and name of the Service that a host name in the cluster means; undefined for a name outside. */
export function serviceOf(host: string, from: string): { namespace: string; name: string } | undefined {
  const labels = host.split('.');
  const svc = labels.indexOf('svc');
  const [name = '', namespace = from] = svc >= 2 ? labels.slice(svc - 2, svc) : labels;
  return svc >= 2 || labels.length <= 2 ? { namespace, name } : undefined;
}

/** Pods behind a port of a Service, with the port on which they get the connection. */
export function podsAtPort(
  resources: ResourceSet,
  service: RenderedResource,
  port: number,
): { template: PodTemplate; targetPort: number }[] {
  return podsBehind(resources, service).flatMap((template) => {
    const targetPort = resolveTargetPort(service.json, port, template.spec);
    return targetPort === undefined ? [] : [{ template, targetPort }];
  });
}

/** The proxy that listens to a port of these pods, if they run one. */
export function findProxy(
  resources: ResourceSet,
  template: PodTemplate,
  port: number,
): CacheProxy | undefined {
  const mounted = mountedConfigMaps(template);
  for (const file of configFiles(resources)) {
    const { metadata } = file.configMap.object;
    if (metadata.namespace !== template.namespace || !mounted.includes(metadata.name)) continue;
    const sections = readHaproxyFile(file);
    const frontend = sections.find((section) =>
      section.lines.some(({ words }) => words[0] === 'bind' && words[1]?.endsWith(`:${port}`)),
    );
    if (frontend === undefined) continue;
    const target = frontend.lines.find(({ words }) => words[0] === 'default_backend')?.words[1];
    const backend =
      frontend.kind === 'listen'
        ? frontend
        : sections.find(({ kind, name }) => kind === 'backend' && name === target);
    if (backend !== undefined) return { file, sections, frontend, backend };
  }
  return undefined;
}

/** True when a container that listens to the port says so in its port's name, or has Sentinel's own number. */
export function isSentinelPort({ spec }: PodTemplate, port: number): boolean {
  return containersOf(spec)
    .flatMap((container) => listIn(container, 'ports'))
    .some(
      (candidate) =>
        getIn(candidate, ['containerPort']) === port &&
        (getIn(candidate, ['name']) === 'sentinel' || port === 26_379),
    );
}
