import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import { getIn, isObject, listIn, textIn } from '../../kubernetes/json.ts';
import { formatIdentity, type Identity, type Json, type JsonObject } from '../../kubernetes/object.ts';
import { scaledKinds } from '../../kubernetes/scaled-kinds.ts';
import type { Sources } from '../list-sources.ts';
import { type DocumentCache, splitDocuments } from '../parse-documents.ts';
import { splitFileEntry } from '../read-overlay.ts';
import type { RenderedDocument } from '../rendered-document.ts';
import type { Tree } from '../tree.ts';

/** A file with one object, or with a part of one; relative to the repository root. */
export interface ObjectFile {
  readonly file: string;
  readonly document: RenderedDocument;
  /** `formatIdentity` of the object. */
  readonly identity: string;
}

/** An entry of `configMapGenerator`. */
export interface GeneratedConfigMap {
  readonly identity: Identity;
  readonly entry: JsonObject;
  /** Key to file, relative to the repository root. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a `kustomization.yaml` says, where it says only what acts on one object at a time. */
export interface Layer {
  /** Relative to the repository root. */
  readonly directory: string;
  /** True when it builds upon the base that its reader named. */
  readonly hasBase: boolean;
  readonly resources: readonly ObjectFile[];
  readonly patches: readonly ObjectFile[];
  readonly configMaps: readonly GeneratedConfigMap[];
  readonly replicas: readonly JsonObject[];
  readonly images: readonly Json[];
}

export interface LayerOptions {
  /** Directory that it may build upon, relative to the root. Default: none */
  readonly base?: string;
  readonly documents: DocumentCache;
  /** Kustomizations by their text: those of environments often differ in nothing but the comment that names the environment. */
  readonly kustomizations: Map<string, Json>;
}

/** Fields of a kustomization that a {@link Layer} holds; every other one may act on objects that nobody names. */
const fields = ['apiVersion', 'kind', 'resources', 'patches', 'configMapGenerator', 'replicas', 'images'];

/**
 * Reads a base or an overlay.
 *
 * @param directory `overlays/production/synapse`.
 * @returns undefined when there is none, or when it is written in a way that needs all of it to be built.
 */
export function readLayer(tree: Tree, directory: string, options: LayerOptions): Layer | undefined {
  try {
    return readFamiliar(tree, directory, options);
  } catch {
    // Kustomize says what is wrong with it.
    return undefined;
  }
}

function readFamiliar(
  { pathOf }: Tree,
  directory: string,
  { base = '', documents, kustomizations }: LayerOptions,
): Layer | undefined {
  const kustomization = readKustomization(
    pathOf(posix.join(directory, 'kustomization.yaml')),
    kustomizations,
  );
  const isFamiliar =
    isObject(kustomization) &&
    kustomization['kind'] === 'Kustomization' &&
    Object.keys(kustomization).every((key) => fields.includes(key));
  if (!isFamiliar) return undefined;
  const readFile = (file: string) => readObjectFile(file, pathOf(file), documents);
  const listed = listIn(kustomization, 'resources').map((entry) => posix.join(directory, String(entry)));
  const resources = listed.filter((path) => path !== base).map(readFile);
  const patches = listIn(kustomization, 'patches').map((entry) =>
    isObject(entry) && Object.keys(entry).join() === 'path'
      ? readFile(posix.join(directory, String(entry['path'])))
      : undefined,
  );
  const configMaps = listIn(kustomization, 'configMapGenerator').map((entry) =>
    readGenerator(directory, entry),
  );
  const replicas = listIn(kustomization, 'replicas');
  if (!isComplete(resources) || !isComplete(patches) || !isComplete(configMaps) || !replicas.every(isObject))
    return undefined;
  return {
    directory,
    hasBase: listed.includes(base),
    resources,
    patches,
    configMaps,
    replicas,
    images: listIn(kustomization, 'images'),
  };
}

function readObjectFile(file: string, path: string, cache: DocumentCache): ObjectFile | undefined {
  const text = read(path);
  const [document, ...others] = text === undefined ? [] : splitDocuments(text, cache);
  if (document === undefined || others.length > 0) return undefined;
  return { file, document, identity: formatIdentity(document.identity) };
}

function readGenerator(directory: string, entry: Json): GeneratedConfigMap | undefined {
  const name = textIn(entry, 'name');
  const isKnown = isObject(entry) && !('envs' in entry) && !('env' in entry);
  if (!isKnown || name === undefined || getIn(entry, ['options', 'disableNameSuffixHash']) !== true)
    return undefined;
  return {
    identity: { group: '', kind: 'ConfigMap', namespace: textIn(entry, 'namespace') ?? '', name },
    entry,
    files: new Map(
      listIn(entry, 'files').map((source) => {
        const [key, path] = splitFileEntry(String(source));
        return [key, posix.join(directory, path)];
      }),
    ),
  };
}

/** Where the objects of layers come from: for a ConfigMap that is generated, the layer that made or replaced it. */
export function layerSources(layers: readonly Layer[]): Sources {
  const sources = new Map<string, string>();
  for (const { directory, resources, configMaps } of layers) {
    for (const { identity, file } of resources) if (!sources.has(identity)) sources.set(identity, file);
    for (const { identity, entry } of configMaps) {
      const key = formatIdentity(identity);
      if (!sources.has(key) || entry['behavior'] === 'replace')
        sources.set(key, posix.join(directory, 'kustomization.yaml'));
    }
  }
  return sources;
}

/** True when an entry of `replicas` with this name acts on the object. */
export function isScaledBy(identity: Identity, name: string): boolean {
  return identity.name === name && scaledKinds.has(identity.kind);
}

function isComplete<T>(items: readonly (T | undefined)[]): items is readonly T[] {
  return !items.includes(undefined);
}

function readKustomization(path: string, known: LayerOptions['kustomizations']): Json | undefined {
  const text = read(path)?.replace(/^(?:#.*\n)+/, '');
  if (text === undefined) return undefined;
  const kustomization = known.get(text) ?? (parse(text) as Json);
  known.set(text, kustomization);
  return kustomization;
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
