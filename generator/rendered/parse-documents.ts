import { parse, type ScalarTag } from 'yaml';
import { isObject } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';
import { lazyDocument, type RenderedDocument } from './rendered-document.ts';

/** Documents by their text: environments share most of theirs, and parsing is what rendering spends its time on. */
export type DocumentCache = Map<string, RenderedDocument | undefined>;

/**
 * Takes a stream of YAML documents apart; empty ones are left out. The same text is the same document.
 *
 * @throws Error when a document that must be read for its identity is not YAML or not a map.
 */
export function splitDocuments(text: string, cache: DocumentCache): RenderedDocument[] {
  return split(text).flatMap((chunk) => {
    if (!cache.has(chunk)) cache.set(chunk, lazyDocument(chunk, parseOne));
    return cache.get(chunk) ?? [];
  });
}

/**
 * Parses a stream of YAML documents; empty ones are left out.
 *
 * @throws Error when a document is not YAML or not a map.
 */
export function parseDocuments(text: string): JsonObject[] {
  return parseChunks(split(text));
}

/**
 * Parses manifests that a person wrote as kubectl and Argo CD do: an unquoted `on` or `yes` is true there. What kustomize printed needs
 * none of it: it has quoted what is text.
 *
 * @throws Error when a document is not YAML or not a map.
 */
export function parseWrittenDocuments(text: string): JsonObject[] {
  return parseChunks(split(text.replace(directives, '')), [kubernetesBoolean]);
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

function parseChunks(chunks: readonly string[], tags?: readonly ScalarTag[]): JsonObject[] {
  return chunks.map((chunk) => parseOne(chunk, tags)).filter((object) => object !== undefined);
}

function parseOne(chunk: string, tags: readonly ScalarTag[] = []): JsonObject | undefined {
  const value = parse(chunk, {
    prettyErrors: true,
    ...(tags.length > 0 && { customTags: (known) => [...tags, ...known] }),
  }) as Json;
  if (value === null || value === undefined) return undefined;
  if (!isObject(value)) throw new Error('a document is not a map');
  return value;
}
