import { objectIn, textIn } from '../../kubernetes/json.ts';
import { jsonEqual } from '../../kubernetes/json-equal.ts';
import type { JsonObject } from '../../kubernetes/object.ts';
import type { RenderedResource } from '../../rendered/resource-set.ts';
import { type ObjectChange, startsWith, type ValueChange } from '../change.ts';
import type { DangerRule } from './danger.ts';
import { isLess } from './is-less.ts';
import { showBoth } from './show-value.ts';

interface Refusal {
  readonly kind: string;
  readonly group: string;
  /** Why the operator refuses this change; undefined when it does not. */
  readonly why: (value: ValueChange, before: JsonObject, after: JsonObject) => string | undefined;
}

/**
 * Updates that an operator's webhook refuses. CloudNativePG v1.30.0 `internal/webhook/v1/cluster_webhook.go` (`validate…Change`); MinIO
 * operator 7.1.1 refuses to remove a pool.
 */
const refusals: readonly Refusal[] = [
  cluster(({ path, before, after }) =>
    isStorageSize(path) && isLess(after, before) ? "CloudNativePG can't shrink existing storage" : undefined,
  ),
  cluster(({ path, after }) =>
    path.length === 2 && startsWith(path, ['spec', 'walStorage']) && after === undefined
      ? 'the WAL volume cannot be taken away once it exists'
      : undefined,
  ),
  cluster(({ path, after }) =>
    startsWith(path, ['spec', 'tablespaces']) && path.length <= 3 && after === undefined
      ? 'a tablespace cannot be removed'
      : undefined,
  ),
  cluster(({ path }) =>
    path[1] === 'postgresUID' || path[1] === 'postgresGID'
      ? 'user and group of PostgreSQL are immutable'
      : undefined,
  ),
  cluster(({ path, after }) =>
    startsWith(path, ['spec', 'postgresql', 'parameters', 'wal_level']) && after === 'minimal'
      ? 'an existing cluster cannot go back to wal_level minimal'
      : undefined,
  ),
  cluster(({ path }, before, after) => {
    if (!startsWith(path, ['spec', 'imageName'])) return undefined;
    const parameters = (json: JsonObject) => objectIn(json, 'spec', 'postgresql', 'parameters');
    const [old, current] = [majorOf(before), majorOf(after)];
    if (old !== undefined && current !== undefined && current < old)
      return 'PostgreSQL cannot be downgraded to an older major version';
    return textIn(after, 'spec', 'primaryUpdateMethod') === 'switchover' &&
      !jsonEqual(parameters(before), parameters(after))
      ? 'image and parameters cannot change in one step while primaryUpdateMethod is switchover'
      : undefined;
  }),
  {
    kind: 'Tenant',
    group: 'minio.min.io',
    why: ({ path, after }) =>
      startsWith(path, ['spec', 'pools']) && path.length === 3 && after === undefined
        ? 'the MinIO operator does not let a pool be removed'
        : undefined,
  },
];

/** The operator's admission webhook refuses the update. */
export const refusedUpdate: DangerRule = {
  slug: 'operator/refused-update',
  title: 'An update that the operator refuses',
  references: ['cloudnative-pg v1.30.0 internal/webhook/v1/cluster_webhook.go'],
  check({ changes, report }) {
    for (const change of changes) {
      const { before, after } = change;
      if (before === undefined || after === undefined) continue;
      for (const { value, why } of refusedValues(change, before, after))
        report({
          blocks: true,
          resource: after,
          path: value.path,
          ...showBoth(value.before, value.after),
          consequence: `${why}: the webhook refuses the update, and the app stays OutOfSync`,
          remedy: 'take this part of the change back, or do it in the steps that the operator documents',
        });
    }
  },
};

function refusedValues(change: ObjectChange, before: RenderedResource, after: RenderedResource) {
  const { kind, apiVersion } = after.object;
  return change.all.flatMap((value) =>
    refusals
      .filter((refusal) => refusal.kind === kind && apiVersion.startsWith(`${refusal.group}/`))
      .flatMap((refusal) => {
        const why = refusal.why(value, before.json, after.json);
        return why === undefined ? [] : [{ value, why }];
      }),
  );
}

function cluster(why: Refusal['why']): Refusal {
  return { kind: 'Cluster', group: 'postgresql.cnpg.io', why };
}

function isStorageSize(path: ValueChange['path']): boolean {
  return path.at(-1) === 'size' && ['storage', 'walStorage', 'tablespaces'].includes(String(path[1]));
}

/** Major version in the tag of a PostgreSQL image; undefined when there is none. */
function majorOf(json: JsonObject): number | undefined {
  const tag = /:(\d+)[.-]/.exec(textIn(json, 'spec', 'imageName') ?? '')?.[1];
  return tag === undefined ? undefined : Number(tag);
}
