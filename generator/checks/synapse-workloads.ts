import { getIn, listIn, objectIn, textIn } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';
import { containersOf } from '../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../rendered/resource-set.ts';
import { configFiles, type MountedFile, readYamlFile } from './config-files.ts';

/** Pods that run Synapse for long: the main process, or workers of one kind. */
export interface SynapseWorkload {
  readonly template: PodTemplate;
  readonly isMain: boolean;
  /** Names of the pods where they are known: a StatefulSet numbers them. */
  readonly pods: readonly string[];
  /** The container that runs Synapse, and where it stands in the pod. */
  readonly container: JsonObject;
  readonly containerIndex: number;
}

/** All long-running Synapse processes, by the module that their command names (`synapse.app.…`); jobs are left out. */
export function synapseWorkloads(resources: ResourceSet): SynapseWorkload[] {
  return resources.podTemplates.flatMap((template): SynapseWorkload[] => {
    const { owner } = template;
    if (owner.object.kind === 'Job' || owner.object.kind === 'CronJob') return [];
    const containers = listIn(template.spec, 'containers');
    const containerIndex = containers.findIndex((container) => moduleOf(container) !== undefined);
    const container = objectIn(template.spec, 'containers', containerIndex);
    const module = moduleOf(container);
    if (module === undefined || !containersOf(template.spec).includes(container)) return [];
    const numbered = owner.object.kind === 'StatefulSet';
    const pods = Array.from(
      { length: numbered ? (template.replicas ?? 0) : 0 },
      (_, ordinal) => `${owner.object.metadata.name}-${ordinal}`,
    );
    return [{ template, isMain: module === 'synapse.app.homeserver', pods, container, containerIndex }];
  });
}

function moduleOf(container: Json): string | undefined {
  const words = [...listIn(container, 'command'), ...listIn(container, 'args')];
  return words.filter((word) => typeof word === 'string').find((word) => word.startsWith('synapse.app.'));
}

/** Files that tell Synapse processes who does what: YAML with a server name and any of the keys that name processes. */
export function sharedConfigs(resources: ResourceSet): { file: MountedFile; config: Json }[] {
  const keys = ['instance_map', 'stream_writers', ...poolKeys, ...dutyKeys];
  return configFiles(resources).flatMap((file) => {
    const config = readYamlFile(file);
    if (config === undefined || textIn(config, 'server_name') === undefined) return [];
    return keys.some((key) => getIn(config, [key]) !== undefined) ? [{ file, config }] : [];
  });
}

/** Keys that list the processes that share work (`synapse/config/workers.py`). */
export const poolKeys = [
  'federation_sender_instances',
  'pusher_instances',
  'outbound_federation_restricted_to',
] as const;

/** Keys that name one process. */
export const dutyKeys = [
  'run_background_tasks_on',
  'update_user_directory_from_worker',
  'notify_appservices_from_worker',
  'media_instance_running_background_jobs',
] as const;

/** One name or a list of them, as Synapse reads both. */
export function namesIn(config: Json, ...path: readonly string[]): string[] {
  const value = getIn(config, path);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
