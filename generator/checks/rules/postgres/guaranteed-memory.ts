import { getIn } from '../../../kubernetes/json.ts';
import { isQuantity, parseQuantity } from '../../../kubernetes/quantity.ts';
import { type FieldRow, makeFieldRule } from '../../tables/field-rule.ts';
import { objects } from '../../tables/subjects.ts';

const rows: readonly FieldRow[] = [
  {
    slug: 'postgres/guaranteed-memory',
    title: 'Memory of a database is asked for in full',
    why: 'What a database may use beyond its request is promised to others as well: when the node runs short, its processes are killed and all connections with them.',
    fix: 'Set `resources.requests.memory` to the limit.',
    references: [
      'cloudnative-pg docs/src/resource_management.md: Guaranteed quality of service',
      'kubernetes.io docs: Pod Quality of Service Classes',
    ],
    of: objects('postgresql.cnpg.io/Cluster'),
    optional: true,
    path: ['spec', 'resources'],
    wrong: (value) => {
      const [request, limit] = (['requests', 'limits'] as const).map((side) =>
        String(getIn(value, [side, 'memory']) ?? ''),
      );
      if (request === undefined || limit === undefined || !isQuantity(request) || !isQuantity(limit))
        return undefined;
      return parseQuantity(request) === parseQuantity(limit)
        ? undefined
        : `asks for ${request} of memory and may use ${limit}: the difference is promised to others, and the database is killed when they want it. Ask for ${limit}.`;
    },
  },
];

/** Memory of databases. */
export const guaranteedMemory = rows.map(makeFieldRule);
