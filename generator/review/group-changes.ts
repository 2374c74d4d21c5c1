import { compareText } from '../kubernetes/compare-text.ts';
import { formatIdentity } from '../kubernetes/object.ts';
import type { ObjectChange } from './change.ts';

/** One change, and every environment in which it is exactly the same. */
export interface ChangeGroup {
  readonly change: ObjectChange;
  readonly environments: readonly string[];
}

/** Changes that are the same in several environments become one, in the order of their components and objects. */
export function groupChanges(changes: readonly ObjectChange[]): ChangeGroup[] {
  const groups = new Map<string, { change: ObjectChange; environments: string[] }>();
  for (const change of changes) {
    const key = fingerprint(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { change, environments: [change.environment] });
    else group.environments.push(change.environment);
  }
  return [...groups.values()].sort(
    (one, other) =>
      compareText(componentOf(one.change), componentOf(other.change)) ||
      compareText(nameOf(one.change), nameOf(other.change)),
  );
}

/** Component that renders the object now, or did. */
export function componentOf({ before, after }: ObjectChange): string {
  return (after ?? before)?.component ?? '';
}

/** The object as it is called now, or was. */
export function nameOf({ before, after }: ObjectChange): string {
  const resource = after ?? before;
  return resource === undefined ? '' : formatIdentity(resource.identity);
}

function fingerprint(change: ObjectChange): string {
  const { kind, before, after, values, hidden } = change;
  const whole = kind === 'added' ? after?.json : kind === 'removed' ? before?.json : undefined;
  return JSON.stringify([
    kind,
    componentOf(change),
    before?.object.metadata.name,
    nameOf(change),
    values,
    [...hidden],
    whole,
  ]);
}
