/** What became of an item. */
export type Outcome =
  | { readonly result: 'pass'; readonly found: string }
  | { readonly result: 'fail'; readonly what: string; readonly remedy: string }
  /** It could not be looked at, which is no success. */
  | { readonly result: 'cannot-check'; readonly reason: string };

export function pass(found: string): Outcome {
  return { result: 'pass', found };
}

export function fail(what: string, remedy: string): Outcome {
  return { result: 'fail', what, remedy };
}

/** Why an item cannot be looked at from here. */
export class CannotCheck extends Error {}

/** A request without an answer: a failure of whatever item made it. */
export class NoAnswer extends Error {
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}
