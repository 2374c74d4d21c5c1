/** One prerequisite, and what became of it. */
export interface Item {
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'unknown';
  /** What was found. */
  readonly found: string;
  /** What to do; on failures only. */
  readonly remedy?: string;
}

export function pass(name: string, found: string): Item {
  return { name, result: 'pass', found };
}

export function fail(name: string, found: string, remedy: string): Item {
  return { name, result: 'fail', found, remedy };
}

/** It could not be looked at, which is no success. */
export function unknown(name: string, found: string): Item {
  return { name, result: 'unknown', found };
}
