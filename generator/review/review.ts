import type { ResourceSet } from '../rendered/resource-set.ts';
import {
  type Acknowledgement,
  acknowledgeDangers,
  type JudgedDanger,
  type StaleAcknowledgement,
} from './acknowledge.ts';
import type { ObjectChange } from './change.ts';
import { compareSets } from './compare/compare-sets.ts';
import { findDangers } from './find-dangers.ts';
import { type ChangeGroup, groupChanges } from './group-changes.ts';
import { type ImageChange, listImageChanges } from './list-image-changes.ts';

/** One environment on both sides; a side is empty when the environment is not there. */
export interface ReviewedEnvironment {
  readonly before: ResourceSet;
  readonly after: ResourceSet;
  readonly acknowledgements: readonly Acknowledgement[];
}

/** What a reviewer should do. */
export type Verdict =
  /** Nothing differs. */
  | 'none'
  /** Differences, no dangers that are not acknowledged. */
  | 'routine'
  /** Dangers that a person must look at. */
  | 'needs a human'
  /** Dangers that do harm or cannot be applied. */
  | 'blocked';

/** Objects of one environment that differ. */
export interface EnvironmentCounts {
  readonly environment: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly renamed: number;
  readonly moved: number;
  /** Differences that are not shown, by reason. */
  readonly hidden: ReadonlyMap<string, number>;
}

/** The comparison of two states of the repository. */
export interface Review {
  readonly verdict: Verdict;
  readonly counts: readonly EnvironmentCounts[];
  readonly images: readonly { readonly environments: readonly string[]; readonly change: ImageChange }[];
  /** The worst first; acknowledged ones included. */
  readonly dangers: readonly JudgedDanger[];
  readonly stale: readonly StaleAcknowledgement[];
  readonly groups: readonly ChangeGroup[];
}

/**
 * Compares environments and judges what differs. Pure.
 *
 * @param today acknowledgements hold up to and including their last day: `2026-11-25`.
 */
export function reviewEnvironments(environments: readonly ReviewedEnvironment[], today: string): Review {
  const compared = environments.map(({ before, after, acknowledgements }) => {
    const changes = compareSets(before, after);
    const found = findDangers(before, after, changes);
    return {
      changes,
      counts: countChanges(after.environment, changes),
      images: listImageChanges(before, after),
      ...acknowledgeDangers(after.environment, found, acknowledgements, today),
    };
  });
  const dangers = compared
    .flatMap((one) => one.dangers)
    .sort((one, other) => Number(other.blocks) - Number(one.blocks));
  const changes = compared.flatMap((one) => one.changes);
  return {
    verdict: decide(changes, dangers),
    counts: compared.map(({ counts }) => counts),
    images: groupImages(compared.map(({ images, counts }) => ({ images, environment: counts.environment }))),
    dangers,
    stale: compared.flatMap(({ stale }) => stale),
    groups: groupChanges(changes.filter(({ kind, values }) => kind !== 'changed' || values.length > 0)),
  };
}

function decide(changes: readonly ObjectChange[], dangers: readonly JudgedDanger[]): Verdict {
  const open = dangers.filter(({ acknowledged }) => acknowledged === undefined);
  if (open.some(({ blocks }) => blocks)) return 'blocked';
  if (open.length > 0) return 'needs a human';
  return changes.length > 0 ? 'routine' : 'none';
}

function countChanges(environment: string, changes: readonly ObjectChange[]): EnvironmentCounts {
  const count = (kind: ObjectChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const hidden = new Map<string, number>();
  for (const change of changes)
    for (const [reason, number] of change.hidden) hidden.set(reason, (hidden.get(reason) ?? 0) + number);
  return {
    environment,
    added: count('added'),
    removed: count('removed'),
    changed: changes.filter(({ kind, values }) => kind === 'changed' && values.length > 0).length,
    renamed: count('renamed'),
    moved: count('moved'),
    hidden,
  };
}

function groupImages(
  all: readonly { readonly environment: string; readonly images: readonly ImageChange[] }[],
): Review['images'] {
  const groups = new Map<string, { change: ImageChange; environments: string[] }>();
  for (const { environment, images } of all)
    for (const change of images) {
      const key = JSON.stringify(change);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { change, environments: [environment] });
      else group.environments.push(environment);
    }
  return [...groups.values()];
}
