import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import { getIn, isObject, type JsonPath, textIn } from '../kubernetes/json.ts';
import type { Json, JsonObject, KubernetesObject } from '../kubernetes/object.ts';
import { findLine } from './find-line.ts';

/** A YAML file that knows on which line everything stands. */
export interface PositionedFile {
  /**
   * Line of a value of an object that this file defines or patches.
   *
   * @param rendered the whole object: tells which list item a patch means by its name.
   * @param options `exact`: undefined unless the whole path is here; otherwise the closest parent's line.
   */
  lineOf(
    object: KubernetesObject,
    rendered: JsonObject,
    path: JsonPath,
    options: { readonly exact: boolean; readonly lineContaining: string | undefined },
  ): number | undefined;
  /** In a `kustomization.yaml`: line of the `replicas` or `images` entry that sets this value. */
  lineOfTransformer(name: string, path: JsonPath, value: Json | undefined): number | undefined;
}

/** Fields by which a strategic merge patch tells list items apart (kubernetes `patchMergeKey` tags). */
const mergeKeys = ['name', 'containerPort', 'port', 'mountPath', 'key', 'ip', 'topologyKey'];

/** Parses a file of one or more documents, keeping positions. */
export function parsePositions(text: string): PositionedFile {
  const counter = new LineCounter();
  const lines = text.split('\n');
  const roots = parseAllDocuments(text, { lineCounter: counter }).flatMap((document) =>
    document.contents === null ? [] : [document.contents as ParsedNode],
  );
  const lineAt = (node: Node | null | undefined) => counter.linePos(node?.range?.[0] ?? 0).line;

  return {
    lineOf: (object, rendered, path, { exact, lineContaining }) => {
      const root = roots.find((candidate) => defines(candidate, object)) ?? jsonPatch(roots);
      if (root === undefined) return undefined;
      if (isSeq(root)) return lineOfOperation(root, path, lineAt);
      const { node, at, depth } = descend(root, rendered, path);
      if (exact && depth < path.length) return undefined;
      const line = lineAt(at);
      if (lineContaining === undefined || !isScalar(node)) return line;
      return (findLine(lines, lineContaining, line - 1) ?? line - 1) + 1;
    },
    lineOfTransformer: (name, path, value) => {
      const [root] = roots;
      if (!isMap(root)) return undefined;
      const isReplicas = path.length === 2 && path[0] === 'spec' && path[1] === 'replicas';
      const isImage = path.at(-1) === 'image' && typeof value === 'string';
      if (!isReplicas && !isImage) return undefined;
      const list = root.get(isReplicas ? 'replicas' : 'images', true);
      if (!isSeq(list)) return undefined;
      const entry = list.items.find((item) => {
        if (!isMap(item)) return false;
        if (isReplicas) return item.get('name') === name;
        const repository = String(item.get('newName') ?? item.get('name'));
        return new RegExp(`^${escapeRegExp(repository)}(?:[:@]|$)`).test(String(value));
      });
      return entry === undefined ? undefined : lineAt(entry as Node);
    },
  };
}

function defines(root: ParsedNode, { kind, metadata }: KubernetesObject): boolean {
  if (!isMap(root)) return false;
  const namespace = root.getIn(['metadata', 'namespace']);
  return (
    String(root.get('kind')) === kind &&
    root.getIn(['metadata', 'name']) === metadata.name &&
    (namespace === undefined || namespace === metadata.namespace)
  );
}

/** A JSON 6902 patch is a list; its target stands in the kustomization. */
function jsonPatch(roots: readonly ParsedNode[]): ParsedNode | undefined {
  return roots.length === 1 && isSeq(roots[0]) ? roots[0] : undefined;
}

function lineOfOperation(
  operations: Node,
  path: JsonPath,
  lineAt: (node: Node | null | undefined) => number,
): number | undefined {
  const pointer = `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
  const items = isSeq(operations) ? operations.items : [];
  const hit = items.find((item) => {
    const target = isMap(item) ? String(item.get('path')) : '';
    return target === pointer || pointer.startsWith(`${target}/`);
  });
  return hit === undefined ? undefined : lineAt(hit as Node);
}

/** Follows a path as far as the file has it. `at` is where the last step stands: its key, or the list item. */
function descend(root: ParsedNode, rendered: JsonObject, path: JsonPath) {
  let node: unknown = root;
  let at: Node = root;
  let depth = 0;
  for (const step of path) {
    if (typeof step === 'number') {
      const item = isSeq(node)
        ? findItem(node.items, getIn(rendered, path.slice(0, depth + 1)), step)
        : undefined;
      if (item === undefined) break;
      node = item;
      at = item;
    } else {
      const pair = isMap(node) ? findPair(node, step) : undefined;
      if (pair === undefined) break;
      node = pair.value;
      at = pair.key as Node;
    }
    depth++;
  }
  return { node, at, depth };
}

function findPair(map: YAMLMap, key: string) {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** The item of a list that means the same as the rendered one: by merge key, else by position. */
function findItem(items: readonly unknown[], rendered: Json | undefined, index: number): Node | undefined {
  for (const key of isObject(rendered) ? mergeKeys : []) {
    const value = textIn(rendered, key) ?? getIn(rendered, [key]);
    if (value === undefined) continue;
    const same = items.find((item) => isMap(item) && item.get(key) === value);
    // A list whose items carry the key but not this value does not hold the item.
    if (same !== undefined || items.every((item) => isMap(item) && item.has(key)))
      return same as Node | undefined;
  }
  return items[index] as Node | undefined;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
