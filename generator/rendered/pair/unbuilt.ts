import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { sortKeys, textIn } from '../../kubernetes/json.ts';
import { formatIdentity, type Identity, type JsonObject } from '../../kubernetes/object.ts';
import { makeResource } from '../make-resource.ts';
import { type DocumentCache, splitDocuments } from '../parse-documents.ts';
import { RenderFailure } from '../render-problem.ts';
import type { RenderedDocument } from '../rendered-document.ts';
import type { RenderedResource } from '../resource-set.ts';
import { runKustomizeNow } from '../run-kustomize.ts';
import type { Tree } from '../tree.ts';
import { isScaledBy, type Layer, type ObjectFile } from './layer.ts';

/** A component of which nothing, or a part, was built. */
export interface PartlyBuilt {
  /** Relative to the root. */
  readonly overlay: string;
  /** Identities of what was built. */
  readonly touched: ReadonlySet<string>;
  /** Its base and its overlay; empty where nothing was built. */
  readonly after: readonly Layer[];
}

/** What environments share, by directory. */
export interface UnbuiltCache {
  readonly documents: Map<string, readonly RenderedDocument[]>;
  /** All files of a directory. */
  readonly texts: Map<string, string>;
}

export interface UnbuiltOptions {
  readonly kustomize: string;
  readonly cache: UnbuiltCache;
  readonly documents: DocumentCache;
  /** Base and overlay of a component, by its overlay; undefined when they must be built to know anything. */
  readonly readLayers: (overlay: string) => readonly Layer[] | undefined;
}

/**
 * Objects of a component that were not built. What the overlay leaves as it is written is read from its file; who looks into another has
 * the component built, once. An object that a patch deletes is listed where nothing of its component was built: nobody has read the patches
 * there.
 *
 * @param tree as it is.
 */
export function listUnbuilt(
  tree: Tree,
  environment: string,
  { overlay, touched, after }: PartlyBuilt,
  options: UnbuiltOptions,
): RenderedResource[] {
  const component = posix.basename(overlay);
  const directories = [posix.join('base', component), overlay];
  const written =
    after.length > 0
      ? listLayered(after)
      : directories.flatMap((directory) => listWritten(tree, directory, options.cache));
  let built: ReadonlyMap<string, RenderedDocument> | undefined;
  const read = ({ identity, document }: Written): JsonObject => {
    const layers = after.length > 0 ? after : options.readLayers(overlay);
    if (document !== undefined && layers !== undefined && isLeftAsWritten(document, layers))
      return sortKeys(document.json);
    built ??= build(tree, overlay, options);
    return (built.get(formatIdentity(identity)) ?? document)?.json ?? {};
  };
  const mayHold = (word: string) =>
    directories.some((directory) => readText(tree, directory, options.cache).includes(word));
  return written
    .filter(({ identity }) => !touched.has(formatIdentity(identity)))
    .map((one) => {
      let json: JsonObject | undefined;
      const document: RenderedDocument = {
        identity: one.identity,
        mayHold,
        get json() {
          json ??= read(one);
          return json;
        },
      };
      return makeResource(document, { environment, component, file: one.file });
    });
}

/** True when no layer changes an object. */
function isLeftAsWritten(document: RenderedDocument, layers: readonly Layer[]): boolean {
  const identity = formatIdentity(document.identity);
  return layers.every(
    ({ patches, replicas, images }) =>
      !patches.some((patch) => patch.identity === identity && !isDeletion(patch)) &&
      !replicas.some((entry) => isScaledBy(document.identity, textIn(entry, 'name') ?? '')) &&
      !images.some((entry) => document.mayHold(textIn(entry, 'name') ?? '')),
  );
}

/** An object, and the file that says most of it. */
interface Written {
  readonly identity: Identity;
  readonly file: string;
  /** Absent where it is generated from files. */
  readonly document?: RenderedDocument;
}

/** What layers define and no patch deletes. */
function listLayered(layers: readonly Layer[]): Written[] {
  const written = layers.flatMap(({ directory, resources, configMaps }): Written[] => [
    ...resources.map(({ file, document }) => ({ identity: document.identity, file, document })),
    ...configMaps.map(({ identity }) => ({ identity, file: posix.join(directory, 'kustomization.yaml') })),
  ]);
  const deleted = layers.flatMap(({ patches }) => patches).filter(isDeletion);
  // A ConfigMap that several layers generate is one.
  const objects = new Map([...written].reverse().map((one) => [formatIdentity(one.identity), one]));
  for (const { identity } of deleted) objects.delete(identity);
  return [...objects.values()].reverse();
}

function isDeletion({ document }: ObjectFile): boolean {
  return document.mayHold('$patch') && document.json['$patch'] === 'delete';
}

/** What the files of a directory define. */
function listWritten(tree: Tree, directory: string, { documents }: UnbuiltCache): readonly Written[] {
  const known = documents.get(directory) ?? readDocuments(tree, directory);
  documents.set(directory, known);
  return known.map((document) => ({ identity: document.identity, file: directory, document }));
}

function readDocuments({ list, pathOf }: Tree, directory: string): RenderedDocument[] {
  return list(directory)
    .filter((file) => posix.dirname(file) === directory && file.endsWith('.yaml'))
    .filter((file) => posix.basename(file) !== 'kustomization.yaml')
    .flatMap((file) => splitDocuments(readFileSync(pathOf(file), 'utf8'), new Map()));
}

function readText({ list, pathOf }: Tree, directory: string, { texts }: UnbuiltCache): string {
  const known =
    texts.get(directory) ??
    list(directory)
      .map((file) => readFileSync(pathOf(file), 'utf8'))
      .join('\n');
  texts.set(directory, known);
  return known;
}

/** @throws RenderFailure when kustomize does not build it. */
function build(
  { root }: Tree,
  overlay: string,
  { kustomize, documents }: UnbuiltOptions,
): ReadonlyMap<string, RenderedDocument> {
  const built = runKustomizeNow(kustomize, { directories: [join(root, overlay)] });
  if (!built.ok) throw new RenderFailure({ file: overlay, message: built.stderr.trim() });
  return new Map(
    splitDocuments(built.stdout, documents).map((document) => [formatIdentity(document.identity), document]),
  );
}
