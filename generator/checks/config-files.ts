import { parse } from 'yaml';
import { textsIn } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';
import type { RenderedResource, ResourceSet } from '../rendered/resource-set.ts';
import { type HaproxySection, parseHaproxy } from './haproxy/parse-haproxy.ts';

/** One file inside a ConfigMap. */
export interface MountedFile {
  readonly configMap: RenderedResource;
  readonly key: string;
  readonly text: string;
  /** Where a finding about it points. */
  readonly path: readonly ['data', string];
}

/** Every file of every ConfigMap, in order. */
export function configFiles(resources: ResourceSet): MountedFile[] {
  return resources
    .ofKind('ConfigMap', '')
    .flatMap((configMap) =>
      Object.entries(textsIn(configMap.json, 'data')).map(
        ([key, text]): MountedFile => ({ configMap, key, text, path: ['data', key] }),
      ),
    );
}

/** Parsed files, kept as long as the object that holds them: several rules and environments read the same ones. */
const parsedYaml = new WeakMap<JsonObject, Map<string, Json | undefined>>();
const parsedHaproxy = new WeakMap<JsonObject, Map<string, HaproxySection[]>>();

/** Value of a YAML or JSON file; undefined when it is neither by its name, or does not parse. */
export function readYamlFile(file: MountedFile): Json | undefined {
  if (!/\.(?:ya?ml|json)$/.test(file.key)) return undefined;
  return remember(parsedYaml, file, () => {
    try {
      // JSON is parsed by the faster parser.
      return file.key.endsWith('.json') ? (JSON.parse(file.text) as Json) : (parse(file.text) as Json);
    } catch {
      return undefined;
    }
  });
}

/** Sections of an HAProxy configuration; empty when the file is none. */
export function readHaproxyFile(file: MountedFile): readonly HaproxySection[] {
  if (!/^(?:frontend|listen)\s/m.test(file.text)) return [];
  return remember(parsedHaproxy, file, () => parseHaproxy(file.text));
}

function remember<T>(memory: WeakMap<JsonObject, Map<string, T>>, file: MountedFile, read: () => T): T {
  const known = memory.get(file.configMap.json) ?? new Map<string, T>();
  memory.set(file.configMap.json, known);
  const key = `${file.key}\0${file.text}`;
  const value = known.has(key) ? (known.get(key) as T) : read();
  known.set(key, value);
  return value;
}
