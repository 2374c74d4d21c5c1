import { parse, type ScalarTag } from 'yaml';
import { isObject } from '../kubernetes/json.ts';
import type { Json, JsonObject } from '../kubernetes/object.ts';

/** Documents by their text: environments share most of theirs, and parsing is what rendering spends its time on. */
export type DocumentCache = Map<string, JsonObject | undefined>;

/**
 * Parses a stream of YAML documents; empty ones are left out.
 *
 * @throws Error when a document is not YAML or not a map.
 */
export function parseDocuments(text: string, cache: DocumentCache = new Map()): JsonObject[] {
  return split(text).flatMap((chunk) => {
    if (!cache.has(chunk)) cache.set(chunk, parseOne(chunk));
    const object = cache.get(chunk);
    return object === undefined ? [] : [object];
  });
}

/**
 * Parses manifests that a person wrote as kubectl and Argo CD do: an unquoted `on` or `yes` is true there. What kustomize printed needs
 * none of it: it has quoted what is text.
 *
 * @throws Error when a document is not YAML or not a map.
 */
export function parseWrittenDocuments(text: string): JsonObject[] {
  return split(text.replace(directives, '')).flatMap((chunk) => {
    const object = parseOne(chunk, [kubernetesBoolean]);
    return object === undefined ? [] : [object];
  });
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

function parseOne(chunk: string, tags: readonly ScalarTag[] = []): JsonObject | undefined {
  const value = parse(chunk, {
    prettyErrors: true,
    ...(tags.length > 0 && { customTags: (known) => [...tags, ...known] }),
  }) as Json;
  if (value === null || value === undefined) return undefined;
  if (!isObject(value)) throw new Error('a document is not a map');
  return value;
}
