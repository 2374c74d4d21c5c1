import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Drill } from '../../drills/drill.ts';
import { drills } from '../../drills/drills.ts';
import { makePlan } from '../../drills/make-plan.ts';
import { type DrillResult, performDrill } from '../../drills/perform-drill.ts';
import type { Clock } from '../../drills/watch.ts';
import type { Platform } from '../../platform/platform.ts';
import { printDrillPlan } from '../../reports/drills/print-drill-plan.ts';
import { type DrillFormat, drillFormats } from '../../reports/drills/print-drill-result.ts';
import { printTable } from '../../reports/print-table.ts';
import { openSession } from '../../verify/open-session.ts';
import { exitCode } from '../exit-code.ts';
import { makeRunKubectl } from '../live/kubectl.ts';
import { type LiveOptions, loadPlatform, readSessionOptions } from '../live/session-options.ts';
import { untilInterrupted } from '../live/until-interrupted.ts';
import { UsageError, type Verb, type VerbContext } from '../verb.ts';
import { readReports, writeReports } from '../write-reports.ts';

export interface DrillOptions extends LiveOptions {
  /** Absent: the drills are listed. */
  readonly name: string | undefined;
  /** False: the plan is printed. */
  readonly execute: boolean;
  /** Name of the environment, instead of typing it. */
  readonly yes: string | undefined;
  /** `<format>` or `<format>=<file>`. */
  readonly reports: readonly string[];
  readonly json: boolean;
}

/** Takes one thing away from a live platform, watches what people notice, and gives it back; unless told to, prints the plan only. */
export const drill: Verb<DrillOptions> = async (context, options) => {
  const { console } = context;
  const { environment, name, json } = options;
  const reports = readReports<DrillFormat>(options.reports, { all: ['text', 'json'], lines: ['text'] });
  const chosen = name === undefined ? undefined : findDrill(name);
  const platform = loadPlatform(context, environment, json);
  if (platform === undefined) return exitCode.usage;
  if (chosen === undefined) {
    console.out(json ? listAsJson(platform) : printList(platform));
    return exitCode.clean;
  }
  if (!options.execute) {
    const plan = await makePlan(chosen, platform, makeRunKubectl(options.context));
    console.out(
      json
        ? `${JSON.stringify({ version: 1, ...plan }, undefined, 2)}\n`
        : printDrillPlan(plan, options.context),
    );
    return exitCode.clean;
  }
  await confirm(context, options);
  const { result, left } = await perform(context, chosen, platform, options);
  writeReports(reports, (format, colour) => drillFormats[format](result, options.context, colour), console);
  for (const one of left) console.err(`left behind: ${one}\n`);
  return codeFor(result);
};

function findDrill(name: string): Drill {
  const found = drills.find((one) => one.name === name);
  if (found === undefined)
    throw new UsageError(
      `There is no drill "${name}". There are: ${drills.map((one) => one.name).join(', ')}`,
    );
  return found;
}

/** @throws UsageError unless a context is named and somebody has said the name of the environment. */
async function confirm(
  { console }: VerbContext,
  { context, environment, yes, name, secretStdin }: DrillOptions,
): Promise<void> {
  if (context === undefined)
    throw new UsageError(
      '--execute needs --context <name>: the current context of kubectl may be any cluster',
    );
  if (yes !== undefined) {
    if (yes === environment) return;
    throw new UsageError(`--yes ${yes}: the environment is ${environment}`);
  }
  if (process.stdin.isTTY !== true || secretStdin)
    throw new UsageError(`--execute asks on a terminal; without one: --yes ${environment}`);
  console.err(`${name} takes something away from ${environment}, in context ${context}.\n`);
  const typed = await ask('Type the name of the environment to begin: ');
  if (typed.trim() !== environment) throw new UsageError('That is not its name. Nothing was done.');
}

/** What somebody types; empty when the terminal is closed or Ctrl-C is pressed instead. */
function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.once('close', () => resolve(''));
    terminal.question(question, (typed) => {
      resolve(typed);
      terminal.close();
    });
  });
}

const clock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined),
};

function perform(
  { console }: VerbContext,
  chosen: Drill,
  platform: Platform,
  options: DrillOptions,
): Promise<{ result: DrillResult; left: string[] }> {
  return untilInterrupted(console, 'giving back what was taken, erasing the test users', async (signal) => {
    const session = openSession(readSessionOptions(platform, options, { signal, repeated: true }));
    let left: string[] = [];
    const result = await performDrill(chosen, {
      context: session.context,
      kubectl: makeRunKubectl(options.context),
      clock,
      signal,
      progress: console.progress,
    }).finally(async () => {
      left = await session.close();
    });
    return { result, left };
  });
}

/** What was not restored is worse than a late recovery, and than an interruption. */
function codeFor({ status, unrestored, notWell }: DrillResult): number {
  if (unrestored.length > 0) return exitCode.findings;
  if (status === 'refused' || status === 'interrupted') return exitCode.internal;
  return status === 'recovered' && notWell === undefined ? exitCode.clean : exitCode.findings;
}

function listAsJson(platform: Platform): string {
  const listed = drills.map(({ name, title, lost, watch, expectedSeconds, impossible }) => ({
    ...{ name, title, lost, watch, expectedSeconds },
    impossible: impossible(platform) ?? null,
  }));
  return `${JSON.stringify({ version: 1, environment: platform.environment.name, drills: listed }, undefined, 2)}\n`;
}

function printList(platform: Platform): string {
  const rows = drills.map(({ name, title, watch, expectedSeconds, impossible }) => {
    const reason = impossible(platform);
    return [name, `${expectedSeconds} s`, watch, reason === undefined ? title : `not here: ${reason}`];
  });
  return [...printTable(['drill', 'expected', 'watched', ''], rows), ''].join('\n');
}
