import type { VerifyContext } from './context.ts';
import { CannotCheck, fail, NoAnswer, type Outcome } from './outcome.ts';

/** Parts of the platform that items belong to. */
export type Family = 'cluster' | 'edge' | 'clients' | 'media' | 'federation' | 'calls' | 'observability';

/** One thing that a live platform must do, and how it is asked. */
export interface Item {
  /** Stable name for `--only` and reports. */
  readonly id: string;
  readonly family: Family;
  readonly title: string;
  /** What a pass says about the platform, as a sentence. */
  readonly proves: string;
  /** Numbers of the post-deployment list of the 2025 design (section 10.2, from 1) that it answers; empty for items beyond it. */
  readonly design: readonly number[];
  /** May be called again and again. Throws {@link CannotCheck} or {@link NoAnswer} where it gets no further. */
  readonly probe: (context: VerifyContext) => Promise<Outcome>;
}

/** Calls the probe and turns what it throws into an outcome; other errors are defects and pass through. */
export async function probeItem({ probe }: Item, context: VerifyContext): Promise<Outcome> {
  try {
    return await probe(context);
  } catch (error) {
    if (error instanceof CannotCheck) return { result: 'cannot-check', reason: error.message };
    if (error instanceof NoAnswer) return fail(error.message, error.remedy);
    throw error;
  }
}
