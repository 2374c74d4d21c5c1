import type { ResourceSet } from '../rendered/resource-set.ts';
import type { ObjectChange } from './change.ts';
import type { Danger, DangerClass } from './dangers/danger.ts';
import { dangerRules } from './dangers/registry.ts';

/**
 * Dangers of one environment, the worst class first; one rule's in the order of the changes. An environment that was not there before
 * has nothing to lose: it is reviewed as a whole.
 */
export function findDangers(
  before: ResourceSet,
  after: ResourceSet,
  changes: readonly ObjectChange[],
): Danger[] {
  if (before.resources.length === 0) return [];
  return dangerRules.flatMap((rule) => {
    const found: Danger[] = [];
    rule.check({
      before,
      after,
      changes,
      report: (danger) =>
        void found.push({
          ...danger,
          rule: rule.slug,
          class: rule.slug.split('/')[0] as DangerClass,
          environment: after.environment,
        }),
    });
    return found;
  });
}
