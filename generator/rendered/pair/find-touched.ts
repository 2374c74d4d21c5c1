import { textIn } from '../../kubernetes/json.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import { formatIdentity } from '../../kubernetes/object.ts';
import { isScaledBy, type Layer } from './layer.ts';

/**
 * Objects of a component that may differ between two trees: what a file, a patch, a generator or a number of replicas says of them is not
 * the same on both sides.
 *
 * @param before its base and its overlay, as they were.
 * @param changed files that differ between the trees, relative to their roots.
 * @returns identities; undefined when more may differ than can be named: an entry of `images` acts on whatever runs the image.
 */
export function findTouched(
  before: readonly Layer[],
  after: readonly Layer[],
  changed: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  const [left, right] = [before, after].map((layers) => layers.map(({ images }) => images));
  if (!jsonEqual(left, right)) return undefined;
  const [old, current] = [listStatements(before, changed), listStatements(after, changed)];
  return new Set(
    [...old.keys(), ...current.keys()].filter((identity) => {
      const [one = [], other = []] = [old.get(identity), current.get(identity)];
      return one.join('\n') !== other.join('\n') || [...one, ...other].some((text) => text.startsWith(mark));
    }),
  );
}

/** Begins a statement whose file has changed. */
const mark = '! ';

/** What layers say of each object, in the order in which it applies. */
function listStatements(layers: readonly Layer[], changed: ReadonlySet<string>): Map<string, string[]> {
  const statements = new Map<string, string[]>();
  const add = (identity: string, text: string, files: readonly string[] = []) => {
    const statement = files.some((file) => changed.has(file)) ? `${mark}${text}` : text;
    statements.set(identity, [...(statements.get(identity) ?? []), statement]);
  };
  const resources = layers.flatMap((layer) => layer.resources);
  for (const layer of layers) {
    for (const { identity, file } of [...layer.resources, ...layer.patches]) add(identity, file, [file]);
    for (const { identity, entry, files } of layer.configMaps)
      add(formatIdentity(identity), `${layer.directory} ${JSON.stringify(entry)}`, [...files.values()]);
    for (const entry of layer.replicas)
      for (const { identity, document } of resources)
        if (isScaledBy(document.identity, textIn(entry, 'name') ?? '')) add(identity, JSON.stringify(entry));
  }
  return statements;
}
