import { objectIn, textIn } from '../../../kubernetes/json.ts';
import type { Rule } from '../../rule.ts';

/** What a new database must be, by field of `bootstrap.initdb`. */
const wanted = { encoding: 'UTF8', localeCollate: 'C', localeCType: 'C' } as const;

/** The database of Synapse is created in UTF8 with collation C. */
export const collation: Rule = {
  slug: 'postgres/collation',
  title: 'The database is created in UTF8 with collation C',
  severity: 'error',
  why: 'Synapse refuses to start on another collation, because the order of its indexes would change with the C library of the image. It cannot be changed afterwards: the way out is a dump and a new database.',
  fix: 'Set `bootstrap.initdb` to `encoding: UTF8`, `localeCollate: C`, `localeCType: C`.',
  references: [
    'element-hq/synapse docs/postgres.md: Set up database; synapse/storage/engines/postgres.py: check_database',
    'cloudnative-pg v1.30.0 api/v1/cluster_types.go: BootstrapInitDB; cluster_defaults.go fills the same values in',
  ],
  components: ['postgres'],
  check({ resources, pass, fail }) {
    for (const resource of resources.ofKind('Cluster', 'postgresql.cnpg.io')) {
      const { json } = resource;
      // A database that comes from a backup or another server brings its own.
      if (
        'recovery' in objectIn(json, 'spec', 'bootstrap') ||
        'pg_basebackup' in objectIn(json, 'spec', 'bootstrap')
      ) {
        pass();
        continue;
      }
      const at = ['spec', 'bootstrap', 'initdb'];
      const wrong = Object.entries(wanted).find(([field, value]) => textIn(json, ...at, field) !== value);
      if (wrong === undefined) {
        pass();
        continue;
      }
      const [field, value] = wrong;
      const written = textIn(json, ...at, field);
      const fix = `Set ${field}: ${value}`;
      fail({
        resource,
        path: [...at, field],
        message:
          written === undefined
            ? `${field} is not written, so the database depends on what the operator's version fills in, and a wrong one cannot be changed later. ${fix}.`
            : `${field} is ${written}: Synapse refuses to start on such a database, and it cannot be changed later. ${fix}.`,
      });
    }
  },
};
