import { getIn, isObject } from '../../kubernetes/json.ts';
import type { Json } from '../../kubernetes/object.ts';

interface ListKey {
  /** Fields that tell the items of a list apart, together; the first set that every item carries and that is unique is used. */
  readonly fields: readonly string[];
}

/**
 * Fields by which the API tells list items apart, most telling first (kubernetes `patchMergeKey` and `listMapKey` tags; Gateway API and
 * Prometheus operator lists name their items the same way).
 */
const listKeys: readonly ListKey[] = [
  { fields: ['name'] },
  { fields: ['containerPort', 'protocol'] },
  { fields: ['containerPort'] },
  { fields: ['port', 'protocol'] },
  { fields: ['port'] },
  { fields: ['mountPath'] },
  { fields: ['devicePath'] },
  { fields: ['topologyKey', 'whenUnsatisfiable'] },
  { fields: ['topologyKey'] },
  { fields: ['key', 'operator', 'effect'] },
  { fields: ['key'] },
  { fields: ['ip'] },
  { fields: ['type'] },
  { fields: ['host'] },
  { fields: ['group', 'kind'] },
];

/** Lists whose order means something; elsewhere a new order changes nothing on the cluster. */
const ordered = new Set([
  'args',
  'command',
  'initContainers',
  'rules',
  'hostnames',
  'plugins',
  'filters',
  'ingress',
  'egress',
]);

/** Identity of each item of two lists that are compared, or undefined when the items have none. */
export function identifyItems(
  before: readonly Json[],
  after: readonly Json[],
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  const items = [...before, ...after];
  if (items.length === 0 || !items.every((item) => isObject(item))) return undefined;
  for (const { fields } of listKeys) {
    const [ours, theirs] = [before, after].map((list) => list.map((item) => identityBy(item, fields)));
    if (ours === undefined || theirs === undefined) continue;
    if (isUnique(ours) && isUnique(theirs)) return { before: ours as string[], after: theirs as string[] };
  }
  return undefined;
}

/** True when a list under this key is read in its order. */
export function isOrdered(key: unknown): boolean {
  return typeof key === 'string' && ordered.has(key);
}

function identityBy(item: Json, fields: readonly string[]): string | undefined {
  const values = fields.map((field) => getIn(item, [field]));
  if (values.some((value) => typeof value !== 'string' && typeof value !== 'number')) return undefined;
  return values.join('/');
}

function isUnique(identities: readonly (string | undefined)[]): boolean {
  return !identities.includes(undefined) && new Set(identities).size === identities.length;
}
