import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import { listIn, textIn } from '../kubernetes/json.ts';
import { formatIdentity, type Json } from '../kubernetes/object.ts';
import { type DocumentCache, splitDocuments } from './parse-documents.ts';

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
      return (read(root, path, (text) => splitDocuments(text, cache)) ?? []).map(({ identity }) => [
        formatIdentity(identity),
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
