import { parse, type ScalarTag } from 'yaml';
import { getIn, isObject } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';

/** Annotation by which kustomize says where an object came from (kustomize `api/internal/utils/annotations.go`). */
const originAnnotation = 'config.kubernetes.io/origin';

/** What kustomize says about the origin of an object; paths are relative to the directory that was built. */
export interface Origin {
  /** File that holds the object. */
  readonly path?: string;
  /** `kustomization.yaml` whose generator made it. */
  readonly configuredIn?: string;
}

/** One document of a stream, its origin annotation taken off. */
export interface ParsedDocument {
  readonly object: JsonObject;
  readonly origin: Origin;
}

/** Documents by their text: environments share most of theirs, and parsing is what rendering spends its time on. */
export type DocumentCache = Map<string, ParsedDocument | undefined>;

/**
 * Parses a stream of YAML documents; empty ones are left out.
 *
 * @throws Error when a document is not YAML or not a map.
 */
export function parseDocuments(text: string, cache: DocumentCache = new Map()): ParsedDocument[] {
  return split(text).flatMap((chunk) => {
    if (!cache.has(chunk)) cache.set(chunk, parseOne(chunk));
    return cache.get(chunk) ?? [];
  });
}

/**
 * Parses manifests that a person wrote as kubectl and Argo CD do: an unquoted `on` or `yes` is true there. What kustomize printed needs
 * none of it: it has quoted what is text.
 *
 * @throws Error when a document is not YAML or not a map.
 */
export function parseWrittenDocuments(text: string): ParsedDocument[] {
  return split(text.replace(directives, '')).flatMap((chunk) => parseOne(chunk, [kubernetesBoolean]) ?? []);
}

/** Directives before a document: its version and tags, of which manifests need none. */
const directives = /^%(?:YAML|TAG)[ \t].*\r?\n/gm;

function split(text: string): string[] {
  return text.split(/^---(?:[ \t].*)?(?:\r?\n|$)/m);
}

/** Words that YAML 1.1 reads as booleans (sigs.k8s.io/yaml goyaml.v2 `resolve.go`). */
const kubernetesBoolean: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  resolve: (word) => /^(?:y|yes|on)$/i.test(word),
};

function parseOne(chunk: string, tags: readonly ScalarTag[] = []): ParsedDocument | undefined {
  const value = parse(chunk, {
    prettyErrors: true,
    ...(tags.length > 0 && { customTags: (known) => [...tags, ...known] }),
  }) as Json;
  if (value === null || value === undefined) return undefined;
  if (!isObject(value)) throw new Error('a document is not a map');
  return { origin: takeOrigin(value), object: value };
}

function takeOrigin(object: JsonObject): Origin {
  const metadata = object['metadata'];
  const annotations = getIn(metadata, ['annotations']);
  if (!isObject(metadata) || !isObject(annotations)) return {};
  const text = annotations[originAnnotation];
  if (typeof text !== 'string') return {};
  delete annotations[originAnnotation];
  if (Object.keys(annotations).length === 0) delete metadata['annotations'];
  const origin: { path?: string; configuredIn?: string } = {};
  const path = /^path: (.*)$/m.exec(text)?.[1];
  const configuredIn = /^configuredIn: (.*)$/m.exec(text)?.[1];
  if (path !== undefined) origin.path = path;
  if (configuredIn !== undefined) origin.configuredIn = configuredIn;
  return origin;
}
