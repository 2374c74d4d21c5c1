import type { ResourceSet } from '../../rendered/resource-set.ts';
import type { ObjectChange } from '../change.ts';
import { compareValues } from './compare-values.ts';
import { maskSecret, maskSecretChanges } from './mask-secret.ts';
import { matchObjects } from './match-objects.ts';
import { hideNoise } from './noise.ts';

/** Every object of one environment that differs between two renderings, noise counted and left out of `values`. */
export function compareSets(before: ResourceSet, after: ResourceSet): ObjectChange[] {
  const { environment } = after;
  return matchObjects(before, after).flatMap((pair): ObjectChange[] => {
    const nothing = { environment, all: [], values: [], hidden: new Map() };
    if (pair.kind === 'added') return [{ kind: 'added', after: maskSecret(pair.after), ...nothing }];
    if (pair.kind === 'removed') return [{ kind: 'removed', before: maskSecret(pair.before), ...nothing }];
    if (pair.kind === 'same' && pair.before.document === pair.after.document) return [];
    const { changes, reordered } = compareValues(pair.before.json, pair.after.json);
    const all = maskSecretChanges(pair.after, changes);
    const { shown, hidden } = hideNoise(all, reordered);
    if (pair.kind === 'same' && shown.length === 0 && hidden.size === 0) return [];
    const kind = pair.kind === 'same' ? 'changed' : pair.kind;
    return [
      {
        kind,
        environment,
        before: maskSecret(pair.before),
        after: maskSecret(pair.after),
        all,
        values: shown,
        hidden,
      },
    ];
  });
}
