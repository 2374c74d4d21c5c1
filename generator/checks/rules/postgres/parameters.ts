import { objectIn } from '../../../kubernetes/json.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { fixedParameters, poolerParameters } from './fixed-parameters.ts';

/** Parameters of PostgreSQL and PgBouncer are strings, and ones that the operator leaves to us. */
export const parameters: Rule = {
  slug: 'postgres/parameters',
  title: 'Parameters are strings that the operator lets through',
  severity: 'error',
  why: 'The operator takes a map of strings: YAML makes a boolean of an unquoted on and a number of 300, and the API server refuses both. Parameters that the operator sets itself are refused by its webhook, with the whole Cluster.',
  fix: 'Quote the value, or take the parameter out: `postgres.parameters` in the environment file is checked before anything is written.',
  references: [
    'cloudnative-pg v1.30.0 pkg/postgres/configuration.go: FixedConfigurationParameters',
    'cloudnative-pg v1.30.0 internal/webhook/v1/pooler_webhook.go: the parameters of PgBouncer that may be set',
    'Design 2025, 3.6: autovacuum: on without quotes',
  ],
  components: ['postgres'],
  check(context) {
    for (const cluster of context.resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      judge(context, cluster, ['spec', 'postgresql', 'parameters'], (name) => !fixedParameters.has(name));
    }
    for (const pooler of context.resources.ofKind('Pooler', 'postgresql.cnpg.io')) {
      judge(context, pooler, ['spec', 'pgbouncer', 'parameters'], (name) => poolerParameters.has(name));
    }
  },
};

function judge(
  { pass, fail }: RuleContext,
  resource: RenderedResource,
  path: readonly string[],
  allows: (name: string) => boolean,
) {
  const setting = resource.object.kind === 'Cluster' ? { setting: 'postgres.parameters' } : {};
  const wrong = Object.entries(objectIn(resource.json, ...path)).flatMap(([name, value]) => {
    if (!allows(name)) {
      const message = `${name} is not ours to set: the operator refuses the whole object. Take it out.`;
      return [{ name, message }];
    }
    if (typeof value === 'string') return [];
    const message = `${name} is ${JSON.stringify(value)}, a ${value === null ? 'null' : typeof value}, where a string must stand: the API server refuses it. Write it in quotes${typeof value === 'boolean' ? ', "on" or "off"' : ''}.`;
    return [{ name, message }];
  });
  for (const { name, message } of wrong) fail({ resource, path: [...path, name], message, ...setting });
  if (wrong.length === 0) pass();
}
