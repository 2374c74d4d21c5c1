import { getIn, isObject, listIn, textIn } from '../../kubernetes/json.ts';
import type { JsonObject } from '../../kubernetes/object.ts';
import { containersOf, imageName } from '../../kubernetes/ports.ts';
import type { PodTemplate, ResourceSet } from '../../rendered/resource-set.ts';
import { type MountedFile, readYamlFile } from '../config-files.ts';
import { filesInContainer } from '../mounted-files.ts';
import { readTurnserverOptions, type TurnserverOptions } from './turnserver-options.ts';

/** A pod of coturn and what it is configured with: its `turnserver.conf` where one is mounted, and its arguments. */
export interface TurnServer {
  readonly pod: PodTemplate;
  readonly file: MountedFile | undefined;
  readonly options: TurnserverOptions;
}

/** A pod of LiveKit and its configuration. */
export interface MediaServer {
  readonly pod: PodTemplate;
  readonly container: JsonObject;
  readonly file: MountedFile | undefined;
  /** Empty when no configuration file is mounted. */
  readonly config: JsonObject;
}

/** Image names of programs that announce their own address to clients. */
export const mediaImages: readonly string[] = ['coturn', 'livekit-server', 'livekit'];

/** Every pod of coturn. */
export function turnServers(resources: ResourceSet): TurnServer[] {
  return programsNamed(resources, ['coturn']).map(({ pod, container }) => {
    const files = [...filesInContainer(resources, pod, container)];
    const file = files.find(([path]) => /\bturnserver\.conf$/.test(path))?.[1];
    const words = [...listIn(container, 'command'), ...listIn(container, 'args')].map(String);
    const flags = words.flatMap((word) => (word.startsWith('--') ? [word.slice(2)] : []));
    return { pod, file, options: readTurnserverOptions([file?.text ?? '', ...flags].join('\n')) };
  });
}

/** Keys of `livekit.yaml` of which every real one has some. */
const livekitKeys = ['rtc', 'room', 'keys', 'key_file', 'redis', 'webhook'];

/** Every pod of LiveKit. */
export function mediaServers(resources: ResourceSet): MediaServer[] {
  return programsNamed(resources, ['livekit-server', 'livekit']).map(({ pod, container }) => {
    for (const file of filesInContainer(resources, pod, container).values()) {
      const config = readYamlFile(file);
      if (isObject(config) && livekitKeys.some((key) => getIn(config, [key]) !== undefined))
        return { pod, container, file, config };
    }
    return { pod, container, file: undefined, config: {} };
  });
}

/** Where a finding about a configuration file points: into the file, or at the pod when there is none. */
export function placeOf(pod: PodTemplate, file: MountedFile | undefined, lineContaining?: string) {
  if (file === undefined) return { resource: pod.owner, path: pod.path };
  const line = lineContaining !== undefined && file.text.includes(lineContaining) ? { lineContaining } : {};
  return { resource: file.configMap, path: file.path, ...line };
}

function programsNamed(resources: ResourceSet, names: readonly string[]) {
  return resources.podTemplates.flatMap((pod) =>
    containersOf(pod.spec)
      .filter((container) => names.includes(imageName(textIn(container, 'image') ?? '')))
      .map((container) => ({ pod, container })),
  );
}
