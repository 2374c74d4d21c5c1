import { createHash } from 'node:crypto';
import type { ConfigMapFiles } from '../components/component.ts';
import { serializeConfigFile } from '../formats/serialize-config-file.ts';
import type { JsonObject, KubernetesObject } from '../kubernetes/object.ts';

/** Annotation of a pod template: changes when a configuration file that the pod reads changes, so that exactly those pods restart. */
export const configHashAnnotation = 'checksum/config';

const longRunning = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** The part of a pod template that names ConfigMaps. */
interface PodTemplate {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly volumes?: readonly Volume[];
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
}

interface ConfigMapSource {
  readonly name?: string | undefined;
  readonly items?: readonly { readonly key: string }[];
}

interface Volume {
  readonly configMap?: ConfigMapSource;
  readonly projected?: { readonly sources?: readonly { readonly configMap?: ConfigMapSource }[] };
}

interface Container {
  readonly env?: readonly {
    readonly valueFrom?: { readonly configMapKeyRef?: { readonly name?: string; readonly key: string } };
  }[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name?: string } }[];
}

/** The object, its pod template annotated with the hash of the configuration files that it reads; other objects as they are. */
export function annotateConfigHash(
  object: KubernetesObject,
  configMaps: readonly ConfigMapFiles[],
): KubernetesObject {
  if (!longRunning.has(object.kind)) return object;
  const workload = object as unknown as { spec: { template: PodTemplate } };
  const { template } = workload.spec;
  const read = filesReadBy(template, object.metadata.namespace ?? '', configMaps);
  if (read.length === 0) return object;
  const annotations = { ...template.metadata?.annotations, [configHashAnnotation]: hash(read) };
  return {
    ...object,
    spec: { ...workload.spec, template: { ...template, metadata: { ...template.metadata, annotations } } },
  } as unknown as KubernetesObject & JsonObject;
}

function filesReadBy(
  template: PodTemplate,
  namespace: string,
  configMaps: readonly ConfigMapFiles[],
): string[] {
  return referencesOf(template)
    .flatMap(({ name, keys }) => {
      const source = configMaps.find(
        (configMap) => configMap.name === name && configMap.namespace === namespace,
      );
      if (source === undefined || source.restartOnChange === false) return [];
      return Object.entries(source.files)
        .filter(([file]) => keys === undefined || keys.includes(file))
        .map(([file, content]) => `${name}/${file}\n${serializeConfigFile(content)}`);
    })
    .sort();
}

function referencesOf({ spec }: PodTemplate): { name: string; keys?: readonly string[] }[] {
  const volumes = (spec.volumes ?? []).flatMap((volume) => [
    volume.configMap,
    ...(volume.projected?.sources ?? []).map(({ configMap }) => configMap),
  ]);
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const variables = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => {
      const reference = valueFrom?.configMapKeyRef;
      return reference && { name: reference.name, items: [{ key: reference.key }] };
    }),
    ...envFrom.map(({ configMapRef }) => configMapRef),
  ]);
  const sources: (ConfigMapSource | undefined)[] = [...volumes, ...variables];
  return sources.flatMap((source) => {
    if (source?.name === undefined) return [];
    return [{ name: source.name, ...(source.items && { keys: source.items.map(({ key }) => key) }) }];
  });
}

function hash(contents: readonly string[]): string {
  const digest = createHash('sha256');
  for (const content of new Set(contents)) digest.update(content).update('\0');
  return digest.digest('hex').slice(0, 16);
}
