import { textIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

/** Poolers run in session mode. */
export const poolMode: Rule = {
  slug: 'postgres/pool-mode',
  title: 'Poolers run in session mode',
  severity: 'error',
  why: 'Synapse sets session state (bytea_output, statement_timeout) once per connection. In transaction mode it lands on whatever server connection was lent at that moment, and the later ones lack it.',
  fix: 'Set `spec.pgbouncer.poolMode: session`, and size the pool for one server connection per client connection.',
  references: [
    'element-hq/synapse synapse/storage/engines/postgres.py: on_new_connection sets session state',
    'cloudnative-pg api/v1/pooler_types.go: poolMode, session or transaction, default session',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Pooler', 'postgresql.cnpg.io')) {
      const mode = textIn(resource.json, 'spec', 'pgbouncer', 'poolMode') ?? 'session';
      if (mode === 'session') pass();
      else
        fail({
          resource,
          path: ['spec', 'pgbouncer', 'poolMode'],
          message: `poolMode is ${mode}: what Synapse sets once per connection is lost or leaks to other processes between transactions. Set it to session.`,
        });
    }
  },
};
