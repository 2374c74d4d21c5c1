/** One look at what people notice. */
export interface Beat {
  /** Seconds since the loss. */
  readonly at: number;
  /** Why it failed; undefined when it did not. */
  readonly failed?: string;
}

/** Time, so that tests need none. */
export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  /** Resolves early when the signal says so. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How long is watched, in seconds. */
export interface Window {
  /** At least, to see a failure that comes late: Sentinels need five seconds to notice anything. */
  readonly least: number;
  /** At most, until a loss counts as not recovered from. */
  readonly most: number;
  /** Successes in a row that count as recovered. */
  readonly stable: number;
}

/** Seconds between two looks: the measurement is no finer. */
export const resolution = 1;

/** Looks once a second until all is well for a while, or for too long it is not; gives every look. */
export async function watch(
  look: () => Promise<string | undefined>,
  { least, most, stable }: Window,
  clock: Clock,
  signal: AbortSignal,
): Promise<Beat[]> {
  const beats: Beat[] = [];
  const began = clock.now();
  while (!signal.aborted) {
    const started = clock.now();
    const failed = await look();
    if (signal.aborted) break;
    const at = (started - began) / 1000;
    beats.push({ at, ...(failed !== undefined && { failed }) });
    const over = (clock.now() - began) / 1000;
    if ((over >= least && isStable(beats, stable)) || over >= most) break;
    await clock.sleep(Math.max(0, started + resolution * 1000 - clock.now()), signal);
  }
  return beats;
}

function isStable(beats: readonly Beat[], stable: number): boolean {
  return beats.length >= stable && beats.slice(-stable).every(({ failed }) => failed === undefined);
}

/** Seconds from the first failure to the first of the lasting successes; 0 without a failure, undefined when there is no end to it. */
export function measureRecovery(beats: readonly Beat[], stable: number): number | undefined {
  const first = beats.find(({ failed }) => failed !== undefined);
  if (first === undefined) return 0;
  if (!isStable(beats, stable)) return undefined;
  const last = beats.findLastIndex(({ failed }) => failed !== undefined);
  return (beats[last + 1]?.at ?? 0) - first.at;
}
