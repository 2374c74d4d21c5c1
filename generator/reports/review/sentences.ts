import type { ReviewText } from '../../review/describe-review.ts';

/** The verdict in one line, with what it rests on. */
export function verdictText({ verdict, dangers }: ReviewText): string {
  const open = dangers.filter(({ acknowledged }) => acknowledged === undefined);
  const blocking = open.filter(({ blocks }) => blocks).length;
  switch (verdict) {
    case 'none':
      return 'NO CHANGES';
    case 'routine':
      return dangers.length > 0
        ? `ROUTINE: ${count(dangers.length, 'danger')}, all acknowledged`
        : 'ROUTINE: no dangers';
    case 'needs a human':
      return `NEEDS A HUMAN: ${count(open.length, 'danger')} to look at`;
    case 'blocked':
      return `BLOCKED: ${count(blocking, 'danger')} that must not be merged like this${open.length > blocking ? `, ${open.length - blocking} more to look at` : ''}`;
  }
}

/** `3 changed, 1 added`; `nothing` when an environment stays as it is. */
export function countText(counts: ReviewText['counts'][number]): string {
  const kinds = ['added', 'removed', 'changed', 'renamed', 'moved'] as const;
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return parts.join(', ') || 'nothing to show';
}

/** What was left out, over all environments: `4 content hashes of configuration`. */
export function hiddenText({ counts }: ReviewText): string {
  const total = new Map<string, number>();
  for (const { hidden } of counts)
    for (const [reason, number] of Object.entries(hidden))
      total.set(reason, (total.get(reason) ?? 0) + number);
  return [...total].map(([reason, number]) => `${number} ${reason}`).join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
