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

/** Every file of every ConfigMap, in order; listed once for a resource set. */
export function configFiles(resources: ResourceSet): readonly MountedFile[] {
  const files = listed.get(resources) ?? listFiles(resources);
  listed.set(resources, files);
  return files;
}

const listed = new WeakMap<ResourceSet, readonly MountedFile[]>();

function listFiles(resources: ResourceSet): MountedFile[] {
  return resources
    .ofKind('ConfigMap', '')
    .flatMap((configMap) =>
      Object.entries(textsIn(configMap.json, 'data')).map(
        ([key, text]): MountedFile => ({ configMap, key, text, path: ['data', key] }),
      ),
    );
}

/** Parsed files, kept as long as the object that holds them: several rules and environments read the same ones. */
type Memory<T> = WeakMap<JsonObject, Map<string, { readonly text: string; readonly value: T }>>;
const parsedYaml: Memory<Json | undefined> = new WeakMap();
const parsedHaproxy: Memory<HaproxySection[]> = new WeakMap();

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

function remember<T>(memory: Memory<T>, { configMap, key, text }: MountedFile, read: () => T): T {
  const files = memory.get(configMap.json) ?? new Map();
  memory.set(configMap.json, files);
  const before = files.get(key);
  if (before?.text === text) return before.value;
  const value = read();
  files.set(key, { text, value });
  return value;
}
