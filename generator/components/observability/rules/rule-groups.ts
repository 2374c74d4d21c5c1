import type { Environment } from '../../../environment/environment.ts';
import { makeCacheRules } from './caches.ts';
import { makeCallRules } from './calls.ts';
import { makeDatabaseRules } from './database.ts';
import { makeObjectStoreRules } from './object-store.ts';
import { makePlatformRules } from './platform.ts';
import { makeRouterRules } from './router.ts';
import type { MakeRules, RuleGroup } from './rule-group.ts';
import { makeSynapseRules } from './synapse.ts';

const makers: readonly MakeRules[] = [
  makeSynapseRules,
  makeRouterRules,
  makeDatabaseRules,
  makeCacheRules,
  makeObjectStoreRules,
  makeCallRules,
  makePlatformRules,
];

/** All rules of an environment, part by part; a part without any is left out. */
export function makeRuleGroups(environment: Environment): RuleGroup[] {
  return makers
    .map((make) => make(environment))
    .filter(({ recordings, alerts }) => recordings.length + alerts.length > 0);
}
