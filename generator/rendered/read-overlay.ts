import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { getIn, listIn, objectIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';

/** Objects that a patch changes; absent fields match everything. */
export interface PatchTarget {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** One patch file of an overlay. */
export interface OverlayPatch {
  /** Relative to the repository root. */
  readonly file: string;
  readonly targets: readonly PatchTarget[];
}

/** Where kustomize takes the files of generated ConfigMaps from: `<ConfigMap>/<key>` to a file relative to the repository root. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** What one `kustomization.yaml` says about objects that it did not define. */
export interface Kustomization {
  readonly patches: readonly OverlayPatch[];
  readonly generatedFiles: GeneratedFiles;
}

/**
 * Reads `kustomization.yaml` in a directory of the repository; empty when there is none.
 *
 * @param directory relative to the root: `overlays/production/synapse`.
 * @throws Error when it, or a patch that it names, is not YAML.
 */
export function readKustomization(root: string, directory: string): Kustomization {
  const path = posix.join(root, directory, 'kustomization.yaml');
  if (!existsSync(path)) return { patches: [], generatedFiles: new Map() };
  const json = (parse(readFileSync(path, 'utf8')) ?? {}) as Json;
  const generatedFiles = new Map<string, string>();
  for (const generator of listIn(json, 'configMapGenerator')) {
    for (const entry of listIn(generator, 'files')) {
      const [key, source] = splitFileEntry(String(entry));
      generatedFiles.set(`${textIn(generator, 'name')}/${key}`, posix.join(directory, source));
    }
  }
  return {
    patches: listIn(json, 'patches').flatMap((patch) => readPatch(root, directory, patch)),
    generatedFiles,
  };
}

function readPatch(root: string, directory: string, patch: Json): OverlayPatch[] {
  const path = textIn(patch, 'path');
  if (path === undefined) return [];
  const file = posix.join(directory, path);
  const target = getIn(patch, ['target']);
  const targets =
    target === undefined
      ? parseAllDocuments(readFileSync(posix.join(root, file), 'utf8')).map((document) =>
          readPatchedObject(document.toJS() as Json),
        )
      : [readTarget(target)];
  return [{ file, targets }];
}

/** A `target` of a patch; kustomize takes its fields as anchored regular expressions, ours are plain names. */
function readTarget(target: Json): PatchTarget {
  const result: { kind?: string; name?: string; namespace?: string } = {};
  for (const field of ['kind', 'name', 'namespace'] as const) {
    const value = textIn(target, field);
    if (value !== undefined) result[field] = value;
  }
  return result;
}

function readPatchedObject(patch: Json): PatchTarget {
  return {
    kind: '',
    name: '',
    ...readTarget({ kind: getIn(patch, ['kind']) ?? '', ...objectIn(patch, 'metadata') }),
  };
}

/** Key and file of an entry of a `configMapGenerator`: `key=file`, or a file that is named like its key. */
export function splitFileEntry(entry: string): [key: string, source: string] {
  const equals = entry.indexOf('=');
  return equals < 0 ? [posix.basename(entry), entry] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
