import type { Environment } from '../environment/environment.ts';
import { scaleIntOrPercent } from '../kubernetes/int-or-percent.ts';
import { getIn, isObject, listIn, numberIn, textIn, walkJson } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';
import type { PodTemplate, RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { readYamlFile } from './config-files.ts';
import { filesInContainer } from './mounted-files.ts';

/** Processes that open connections to a Cluster, through a Pooler or without. */
export interface DatabaseClient {
  readonly owner: RenderedResource;
  /** The Pooler, or the Cluster when it is reached directly. */
  readonly target: RenderedResource;
  /** Pods that exist at the same time, those of an update included. */
  readonly pods: number;
  /** Most connections of one pod. */
  readonly each: number;
}

/** Connections of a Synapse process that says nothing (twisted `enterprise/adbapi.py`: `max = 5`). */
const defaultPool = 5;

/**
 * Every workload that connects to a database of this environment, read off what its containers see: the host names in their
 * configuration files and environment variables, and `cp_max` beside them. A pod that reads a database password and names no host
 * counts one connection through the pooler, if there is one.
 */
export function findDatabaseClients(resources: ResourceSet, environment: Environment): DatabaseClient[] {
  const targets = nameTargets(resources, environment);
  return resources.podTemplates
    .filter(({ owner }) => owner.object.kind !== 'Pooler')
    .flatMap((template) => {
      // Init containers are gone before the others start.
      const found = listIn(template.spec, 'containers').flatMap((container) =>
        connectionsOf(resources, template, container, targets),
      );
      const byTarget = new Map<RenderedResource, number>();
      for (const { target, each } of found) byTarget.set(target, (byTarget.get(target) ?? 0) + each);
      const pods = countPods(template);
      return [...byTarget].map(([target, each]) => ({ owner: template.owner, target, pods, each }));
    });
}

/** Host names of Poolers and Clusters, as seen from anywhere, to the object behind them. */
class Targets {
  readonly #hosts = new Map<string, RenderedResource>();
  readonly #passwords = new Map<string, RenderedResource>();

  add(service: string, namespace: string, dnsDomain: string, target: RenderedResource): void {
    for (const end of ['', '.svc', `.svc.${dnsDomain}`]) {
      this.#hosts.set(`${service}.${namespace}${end}`, target);
    }
  }

  addPassword(secret: string, namespace: string, target: RenderedResource): void {
    this.#passwords.set(`${namespace}/${secret}`, target);
  }

  find(host: string, namespace: string): RenderedResource | undefined {
    const name = host.replace(/\.$/, '');
    return this.#hosts.get(name.includes('.') ? name : `${name}.${namespace}`);
  }

  behindPassword(secret: string, namespace: string): RenderedResource | undefined {
    return this.#passwords.get(`${namespace}/${secret}`);
  }
}

function nameTargets(resources: ResourceSet, environment: Environment): Targets {
  const { dnsDomain } = environment.cluster;
  const targets = new Targets();
  const poolers = resources.ofKind('Pooler', 'postgresql.cnpg.io');
  for (const cluster of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
    const { name, namespace = '' } = cluster.object.metadata;
    for (const end of ['rw', 'ro', 'r']) targets.add(`${name}-${end}`, namespace, dnsDomain, cluster);
    const pooler = poolers.find(
      ({ json, object }) =>
        object.metadata.namespace === namespace && textIn(json, 'spec', 'cluster', 'name') === name,
    );
    for (const secret of passwordsOf(cluster)) targets.addPassword(secret, namespace, pooler ?? cluster);
  }
  for (const pooler of poolers) {
    const { name, namespace = '' } = pooler.object.metadata;
    targets.add(name, namespace, dnsDomain, pooler);
  }
  return targets;
}

function passwordsOf({ json, object }: RenderedResource): string[] {
  const named = ['initdb', 'recovery', 'pg_basebackup'].map((way) =>
    textIn(json, 'spec', 'bootstrap', way, 'secret', 'name'),
  );
  // Without a Secret of its own the operator makes this one.
  return [`${object.metadata.name}-app`, ...named.filter((name) => name !== undefined)];
}

interface Connections {
  readonly target: RenderedResource;
  readonly each: number;
}

function connectionsOf(
  resources: ResourceSet,
  template: PodTemplate,
  container: Json,
  targets: Targets,
): Connections[] {
  const { namespace } = template;
  const inFiles = configurationsOf(resources, template, container)
    .flatMap(hostsIn)
    .flatMap(({ host, each }) => {
      const target = targets.find(host, namespace);
      return target === undefined ? [] : [{ target, each }];
    });
  if (inFiles.length > 0) return inFiles;
  const environment = listIn(container, 'env');
  const host = environment.find((variable) => textIn(variable, 'name') === 'PGHOST');
  const named = targets.find(textIn(host, 'value') ?? '', namespace);
  if (named !== undefined) return [{ target: named, each: 1 }];
  if (textIn(host, 'value') !== undefined) return [];
  const target = secretsOf(template, container)
    .map((secret) => targets.behindPassword(secret, namespace))
    .find((behind) => behind !== undefined);
  return target === undefined ? [] : [{ target, each: 1 }];
}

/**
 * Configurations that a container reads. Synapse takes several `-c` files, of which the last with a section wins; any other program
 * may read every file that it sees.
 */
function configurationsOf(resources: ResourceSet, template: PodTemplate, container: Json): Json[] {
  const files = filesInContainer(resources, template, container);
  const words = [...listIn(container, 'command'), ...listIn(container, 'args')].map(String);
  const paths = words.filter((_, index) => ['-c', '--config-path'].includes(words[index - 1] ?? ''));
  const read = (path: string) => {
    const file = files.get(path);
    return file === undefined ? undefined : readYamlFile(file);
  };
  const layers = paths.map(read).filter(isObject);
  if (layers.length > 0) return [Object.assign({}, ...layers)];
  return [...files.keys()].map(read).filter((value) => value !== undefined);
}

function hostsIn(configuration: Json): { readonly host: string; readonly each: number }[] {
  const found: { host: string; each: number }[] = [];
  const pools = new Set<Json>();
  walkJson(configuration, (value) => {
    if (!isObject(value)) return;
    // Parents come first.
    if (value['name'] === 'psycopg2' && value['args'] !== undefined) pools.add(value['args']);
    const host = textIn(value, 'host');
    // A pool has `cp_max`; a plain connection, such as the one of a script, does not. Synapse's has a driver's name beside its `args`.
    if (host !== undefined)
      found.push({ host, each: numberIn(value, 'cp_max') ?? (pools.has(value) ? defaultPool : 1) });
  });
  return found;
}

/** Secrets that a container takes into its environment or sees in a volume. */
function secretsOf({ spec }: PodTemplate, container: Json): string[] {
  const mounted = new Set(listIn(container, 'volumeMounts').map((mount) => textIn(mount, 'name')));
  const volumes = listIn(spec, 'volumes').filter((volume) => mounted.has(textIn(volume, 'name')));
  return [
    ...listIn(container, 'env').map((variable) => textIn(variable, 'valueFrom', 'secretKeyRef', 'name')),
    ...listIn(container, 'envFrom').map((source) => textIn(source, 'secretRef', 'name')),
    ...volumes.map((volume) => textIn(volume, 'secret', 'secretName')),
    ...volumes.flatMap((volume) =>
      listIn(volume, 'projected', 'sources').map((source) => textIn(source, 'secret', 'name')),
    ),
  ].filter((name) => name !== undefined);
}

/** Pods at the same time. A Deployment starts new ones before old ones go; a CronJob that allows it starts while its last run goes on. */
function countPods({ owner, replicas }: PodTemplate): number {
  const { json, object } = owner;
  if (object.kind === 'Deployment') return (replicas ?? 1) + countSurge(json, 'strategy', replicas ?? 1);
  if (object.kind === 'CronJob') {
    const parallel = numberIn(json, 'spec', 'jobTemplate', 'spec', 'parallelism') ?? 1;
    return (textIn(json, 'spec', 'concurrencyPolicy') ?? 'Allow') === 'Allow' ? 2 * parallel : parallel;
  }
  return replicas ?? 1;
}

/**
 * Pods above the wanted number during an update: `maxSurge` of a rolling update, 25 % rounded up when it is not written.
 *
 * @param field `strategy` of a Deployment, `deploymentStrategy` of a Pooler.
 */
export function countSurge(object: JsonObject, field: string, replicas: number): number {
  const strategy = object['spec'];
  if (textIn(strategy, field, 'type') === 'Recreate') return 0;
  const surge = getIn(strategy, [field, 'rollingUpdate', 'maxSurge']) ?? '25%';
  return scaleIntOrPercent(surge, replicas, 'up') ?? 0;
}
