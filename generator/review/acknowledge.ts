import { formatIdentity } from '../kubernetes/object.ts';
import type { Danger } from './dangers/danger.ts';

/** A danger that the environment takes on deliberately. */
export interface Acknowledgement {
  /** Slug of the danger rule. */
  readonly danger: string;
  /** Exact object, as the review prints it: `Cluster.postgresql.cnpg.io matrix/synapse-db`. */
  readonly resource: string;
  readonly reason: string;
  /** Last day, `2026-12-31`. */
  readonly until: string;
}

/** A danger and what was said about it. */
export interface JudgedDanger extends Danger {
  readonly acknowledged?: Pick<Acknowledgement, 'reason' | 'until'>;
}

/** Acknowledgements that match no danger, or have run out. */
export interface StaleAcknowledgement extends Acknowledgement {
  readonly environment: string;
  readonly state: 'unused' | 'expired';
}

/** Marks the dangers that an environment acknowledges, up to and including the last day of each entry. */
export function acknowledgeDangers(
  environment: string,
  dangers: readonly Danger[],
  acknowledgements: readonly Acknowledgement[],
  today: string,
): { readonly dangers: readonly JudgedDanger[]; readonly stale: readonly StaleAcknowledgement[] } {
  const valid = acknowledgements.filter(({ until }) => until >= today);
  return {
    dangers: dangers.map((danger) => {
      const entry = valid.find((candidate) => isMeant(danger, candidate));
      return entry === undefined
        ? danger
        : { ...danger, acknowledged: { reason: entry.reason, until: entry.until } };
    }),
    stale: acknowledgements.flatMap((entry) => {
      const used = dangers.some((danger) => isMeant(danger, entry));
      if (used && entry.until >= today) return [];
      return [{ ...entry, environment, state: used ? ('expired' as const) : ('unused' as const) }];
    }),
  };
}

function isMeant({ rule, resource }: Danger, entry: Acknowledgement): boolean {
  return rule === entry.danger && formatIdentity(resource.identity) === entry.resource;
}
