import type { VerifyContext } from '../verify/context.ts';
import { findObstacle, findWrongCluster, probeById, reasonOf } from './check-before.ts';
import type { Drill, KubectlCommand, RunKubectl, Target } from './drill.ts';
import { findTarget } from './find-target.ts';
import { type Beat, type Clock, measureRecovery, resolution, watch } from './watch.ts';

/** How a drill ended. */
export type DrillStatus =
  /** People noticed nothing, or for no longer than expected. */
  | 'recovered'
  /** It took longer. */
  | 'late'
  /** It was not over when watching ended. */
  | 'not-recovered'
  /** Nothing was done. */
  | 'refused'
  /** A command failed half way. */
  | 'broken'
  | 'interrupted';

/** One drill that was performed, or was not. */
export interface DrillResult {
  readonly drill: string;
  readonly environment: string;
  readonly status: DrillStatus;
  /** Why it was refused or broke. */
  readonly reason?: string;
  readonly target?: Target;
  readonly expectedSeconds: number;
  /** First failure to lasting success; absent where there is none. */
  readonly measuredSeconds?: number;
  readonly beats: readonly Beat[];
  /** Commands that should have undone it and failed: to be run by hand. */
  readonly unrestored: readonly KubectlCommand[];
  /** Why the platform is not as it was; absent when it is. */
  readonly notWell?: string;
}

/** What a drill needs. */
export interface DrillTools {
  readonly context: VerifyContext;
  /** Not bound to the signal: what undoes the drill must run. */
  readonly kubectl: RunKubectl;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (message: string) => void;
}

/** Looks in a row that must be well before, and after. */
const stable = 5;
/** Seconds that are watched at least. */
const leastWatch = 30;
/** Seconds that the platform has to be complete again after everything was undone. */
const longestReturn = 900;

/** Checks, takes away, watches, and gives back, whatever happens in between. */
export async function performDrill(drill: Drill, tools: DrillTools): Promise<DrillResult> {
  const { context, kubectl, signal, progress } = tools;
  const { platform, environment } = context;
  const result = {
    drill: drill.name,
    environment: environment.name,
    expectedSeconds: drill.expectedSeconds,
    beats: [] as readonly Beat[],
    unrestored: [] as readonly KubectlCommand[],
  };
  const refuse = (reason: string): DrillResult =>
    signal.aborted ? { ...result, status: 'interrupted' } : { ...result, status: 'refused', reason };

  progress('looking whether all is well');
  const impossible = drill.impossible(platform) ?? (await findWrongCluster(environment, kubectl));
  if (impossible !== undefined) return refuse(impossible);
  const found = await findTarget(drill, platform, kubectl);
  if (!found.ok) return refuse(found.why);
  const target = found.value;
  const obstacle = await findObstacle(drill, target, context, kubectl);
  if (obstacle !== undefined) return refuse(obstacle);
  const noticed = await findEffect(drill, tools);
  if (noticed !== undefined) return refuse(`${drill.watch} before anything was done: ${noticed}`);
  if (signal.aborted) return refuse('');

  let broken: string | undefined;
  let beats: readonly Beat[] = [];
  let unrestored: readonly KubectlCommand[] = [];
  try {
    broken = await runSteps(drill.steps(target), tools);
    if (broken === undefined && !signal.aborted)
      beats = await watchEffect(drill, tools, { least: leastWatch, most: drill.expectedSeconds * 2 + 120 });
  } finally {
    unrestored = await undo(drill.restore(target), tools);
  }
  const notWell = await waitUntilWell(drill, tools);
  const measuredSeconds = measureRecovery(beats, stable);
  return {
    ...result,
    target,
    beats,
    unrestored,
    status: judge(drill, { broken, interrupted: signal.aborted, measuredSeconds }),
    ...(broken !== undefined && { reason: broken }),
    ...(measuredSeconds !== undefined && beats.length > 0 && { measuredSeconds }),
    ...(notWell !== undefined && { notWell }),
  };
}

function judge(
  { expectedSeconds }: Drill,
  run: { broken: string | undefined; interrupted: boolean; measuredSeconds: number | undefined },
): DrillStatus {
  if (run.interrupted) return 'interrupted';
  if (run.broken !== undefined) return 'broken';
  if (run.measuredSeconds === undefined) return 'not-recovered';
  return run.measuredSeconds <= expectedSeconds + resolution ? 'recovered' : 'late';
}

/** What people notice while nothing is lost: the first look that fails ends it. */
async function findEffect(
  { watch: id }: Drill,
  { context, clock, signal }: DrillTools,
): Promise<string | undefined> {
  for (let look = 0; look < stable && !signal.aborted; look += 1) {
    const failed = reasonOf(await probeById(id, context));
    if (failed !== undefined) return failed;
    await clock.sleep(resolution * 1000, signal);
  }
  return undefined;
}

function watchEffect(
  { watch: id }: Drill,
  { context, clock, signal, progress }: DrillTools,
  window: { least: number; most: number },
): Promise<Beat[]> {
  const began = clock.now();
  const look = async () => {
    const failed = reasonOf(await probeById(id, context));
    progress(`${Math.round((clock.now() - began) / 1000)} s: ${id} ${failed ?? 'is well'}`);
    return failed;
  };
  return watch(look, { ...window, stable }, clock, signal);
}

/** Why a command failed; undefined when all were done. Nothing more is done once somebody stops it. */
async function runSteps(
  commands: readonly KubectlCommand[],
  { kubectl, signal, progress }: DrillTools,
): Promise<string | undefined> {
  for (const command of commands) {
    if (signal.aborted) return undefined;
    progress(`kubectl ${command.join(' ')}`);
    const answered = await kubectl(command);
    if (!answered.ok) return `kubectl ${command.join(' ')}: ${answered.why}`;
  }
  return undefined;
}

const attempts = 3;

/** Runs every command, each up to three times; gives those that failed. */
async function undo(
  commands: readonly KubectlCommand[],
  { kubectl, clock, progress }: DrillTools,
): Promise<readonly KubectlCommand[]> {
  const failed: KubectlCommand[] = [];
  for (const command of commands) {
    let done = false;
    for (let attempt = 0; attempt < attempts && !done; attempt += 1) {
      if (attempt > 0) await clock.sleep(2_000, new AbortController().signal);
      progress(`kubectl ${command.join(' ')}`);
      done = (await kubectl(command)).ok;
    }
    if (!done) failed.push(command);
  }
  return failed;
}

/** What is still not as it was before; an interrupted drill does not wait for it. */
async function waitUntilWell(
  { items }: Drill,
  { context, clock, signal, progress }: DrillTools,
): Promise<string | undefined> {
  if (signal.aborted) return 'interrupted: whether everything came back was not waited for';
  const deadline = clock.now() + longestReturn * 1000;
  for (;;) {
    const reasons: string[] = [];
    for (const id of items) {
      const reason = reasonOf(await probeById(id, context));
      if (reason !== undefined) reasons.push(`${id}: ${reason}`);
    }
    if (reasons.length === 0) return undefined;
    if (signal.aborted || clock.now() > deadline) return reasons.join('; ');
    progress(`waiting until all is there again: ${reasons[0]}`);
    await clock.sleep(5_000, signal);
  }
}
