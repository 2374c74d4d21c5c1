import type { Console } from './console.ts';

/** What every verb gets. */
export interface VerbContext {
  /** Repository root: holds `environments/` and the generated tree. */
  readonly root: string;
  readonly console: Console;
}

/** A verb: does its work, prints, and gives the exit code. */
export type Verb<Options> = (context: VerbContext, options: Options) => Promise<number> | number;

/**
 * A mistake in the arguments, for a person: printed without a stack trace, exit code 2.
 */
export class UsageError extends Error {}
