import type { VerifyContext } from './context.ts';
import { type Family, type Item, probeItem } from './item.ts';
import type { Outcome } from './outcome.ts';

/** One item, and what became of it. */
export interface ItemResult {
  readonly id: string;
  readonly family: Family;
  readonly title: string;
  readonly design: readonly number[];
  readonly outcome: Outcome;
  readonly milliseconds: number;
}

/** One run of `verify`. */
export interface VerifyResult {
  readonly environment: string;
  readonly results: readonly ItemResult[];
  /** What was made for the run and could not be removed, in words. */
  readonly left: readonly string[];
  /** True when somebody stopped it: what is not among the results was not looked at. */
  readonly interrupted: boolean;
}

/** Probes one after the other, so that each has the platform to itself; ends early when `signal` says so. */
export async function runItems(
  items: readonly Item[],
  context: VerifyContext,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (message: string) => void },
): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  for (const item of items) {
    const { id, family, title, design } = item;
    progress(`${results.length + 1}/${items.length} ${id}`);
    const began = performance.now();
    const outcome = await probeItem(item, context);
    if (signal.aborted) break;
    results.push({ id, family, title, design, outcome, milliseconds: Math.round(performance.now() - began) });
  }
  return results;
}

/** `passed` although some items could not be looked at; `not-checked` when none could, or when the run was stopped. */
export function judgeVerify({ results, interrupted }: VerifyResult): 'passed' | 'failed' | 'not-checked' {
  const has = (result: Outcome['result']) => results.some(({ outcome }) => outcome.result === result);
  if (has('fail')) return 'failed';
  return interrupted || !has('pass') ? 'not-checked' : 'passed';
}
