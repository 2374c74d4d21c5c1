import { isObject, listIn, textIn } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';
import { containersOf } from '../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../rendered/resource-set.ts';
import { type MountedFile, readYamlFile } from './config-files.ts';
import { filesInContainer } from './mounted-files.ts';

/** A Synapse process as its pod starts it. */
export interface SynapseProcess {
  readonly template: PodTemplate;
  readonly image: string;
  /** Its configuration files in order; a later one replaces whole top-level keys of those before it. */
  readonly files: readonly MountedFile[];
  /** What Synapse reads in the end. */
  readonly config: JsonObject;
}

const known = new WeakMap<ResourceSet, readonly SynapseProcess[]>();

/** Every container that runs `synapse.app.*` with configuration files that are rendered. */
export function synapseProcesses(resources: ResourceSet): readonly SynapseProcess[] {
  const before = known.get(resources);
  if (before !== undefined) return before;
  const processes = resources.podTemplates.flatMap((template) =>
    containersOf(template.spec).flatMap((container) => readProcess(resources, template, container)),
  );
  known.set(resources, processes);
  return processes;
}

function readProcess(resources: ResourceSet, template: PodTemplate, container: JsonObject): SynapseProcess[] {
  const words = [...listIn(container, 'command'), ...listIn(container, 'args')].map(String);
  if (!words.some((word) => word.startsWith('synapse.app.'))) return [];
  const mounted = filesInContainer(resources, template, container);
  const pod = `${template.owner.object.metadata.name}-0`;
  const files = words.flatMap((word, index) => {
    const follows = ['-c', '--config-path'].includes(words[index - 1] ?? '');
    const file = follows ? mounted.get(word.replace('$(POD_NAME)', pod)) : undefined;
    return file === undefined ? [] : [file];
  });
  if (files.length === 0) return [];
  const values = files.map(readYamlFile).filter((value): value is JsonObject => isObject(value));
  return [{ template, image: textIn(container, 'image') ?? '', files, config: Object.assign({}, ...values) }];
}

/** The file whose value of a top-level key counts; the first file when none has it. */
export function fileWith({ files }: SynapseProcess, key: string): MountedFile | undefined {
  const has = (file: MountedFile) => {
    const value = readYamlFile(file);
    return isObject(value) && key in value;
  };
  return files.findLast(has) ?? files[0];
}

/** The S3 provider of a process that keeps media. */
export function s3ProviderOf({ config }: SynapseProcess): Json | undefined {
  return listIn(config, 'media_storage_providers').find((entry) =>
    textIn(entry, 'module')?.startsWith('s3_storage_provider.'),
  );
}

/** True when the process has the media repository on, as Synapse decides it (`synapse/config/repository.py`). */
export function keepsMedia({ config }: SynapseProcess): boolean {
  return config['enable_media_repo'] !== false || config['worker_app'] === 'synapse.app.media_repository';
}
