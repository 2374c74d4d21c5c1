import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import { listIn, textIn } from '../kubernetes/json.ts';
import {
  formatIdentity,
  groupOf,
  type Identity,
  identityOf,
  type Json,
  type KubernetesObject,
} from '../kubernetes/object.ts';
import { type DocumentCache, parseDocuments } from './parse-documents.ts';

/** File that defines an object, relative to the repository root, by the object's identity as `formatIdentity` prints it. */
export type Sources = ReadonlyMap<string, string>;

/**
 * Where the objects of a directory come from: the first file that defines each; for a generated ConfigMap, the `kustomization.yaml` of the
 * generator that made or replaced it. Kustomize could annotate each object with it (`originAnnotations`), but then takes three times as long. What cannot be read
 * is left out: kustomize says what is wrong with it.
 *
 * @param directory relative to the root: `overlays/production/synapse`.
 */
export function listSources(root: string, directory: string, cache: DocumentCache): Sources {
  const file = posix.join(directory, 'kustomization.yaml');
  const kustomization = read<Json>(root, file, parse) ?? null;
  const generators = listIn(kustomization, 'configMapGenerator');
  const defined = [
    ...listIn(kustomization, 'resources').flatMap((resource) => {
      const path = posix.join(directory, String(resource));
      if (isDirectory(posix.join(root, path))) return [...listSources(root, path, cache)];
      return (read(root, path, (text) => listIdentities(text, cache)) ?? []).map((identity) => [
        identity,
        path,
      ]);
    }),
    ...generators.map((generator) => [identifyConfigMap(generator), file]),
  ] as const;
  const sources = new Map<string, string>();
  for (const [identity = '', path = ''] of defined) if (!sources.has(identity)) sources.set(identity, path);
  for (const generator of generators)
    if (textIn(generator, 'behavior') === 'replace') sources.set(identifyConfigMap(generator), file);
  return sources;
}

function listIdentities(text: string, cache: DocumentCache): string[] {
  const identity = readIdentity(text);
  if (identity !== undefined) return [formatIdentity(identity)];
  return parseDocuments(text, cache).map((object) =>
    formatIdentity(identityOf(object as unknown as KubernetesObject)),
  );
}

/** How the generator begins the file of an object. */
const beginning =
  /^(?:#.*\n)*apiVersion: (?<apiVersion>[\w./-]+)\nkind: (?<kind>\w+)\nmetadata:\n(?<metadata>(?: {2}.*\n)+)/;

/**
 * The identity of the object that the generator wrote into a file, without reading the rest, which takes most of the time; undefined for a
 * file of several documents, and for one in which name and namespace are not plain words.
 */
function readIdentity(text: string): Identity | undefined {
  const { apiVersion = '', kind = '', metadata } = beginning.exec(text)?.groups ?? {};
  if (metadata === undefined || text.includes('\n---')) return undefined;
  const fields = [...metadata.matchAll(/^ {2}(name|namespace): (.*)$/gm)].map(([, key, value = '']) => [
    key,
    value,
  ]);
  if (!fields.every(([, value = '']) => /^[a-z0-9.-]*[a-z][a-z0-9.-]*$/.test(value))) return undefined;
  const { name, namespace = '' } = Object.fromEntries(fields) as { name?: string; namespace?: string };
  return name === undefined ? undefined : { group: groupOf(apiVersion), kind, namespace, name };
}

function identifyConfigMap(generator: Json): string {
  const [name = '', namespace = ''] = [textIn(generator, 'name'), textIn(generator, 'namespace')];
  return formatIdentity({ group: '', kind: 'ConfigMap', namespace, name });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function read<Value>(root: string, file: string, parseText: (text: string) => Value): Value | undefined {
  try {
    return parseText(readFileSync(posix.join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
}
