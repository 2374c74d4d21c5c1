import { printTable } from '../../reports/print-table.ts';
import { type VerifyFormat, verifyFormats } from '../../reports/verify/verify-formats.ts';
import type { Item } from '../../verify/item.ts';
import { items } from '../../verify/items.ts';
import { openSession } from '../../verify/open-session.ts';
import { judgeVerify, runItems, type VerifyResult } from '../../verify/run-items.ts';
import { exitCode } from '../exit-code.ts';
import { type LiveOptions, loadPlatform, readSessionOptions } from '../live/session-options.ts';
import { untilInterrupted } from '../live/until-interrupted.ts';
import { UsageError, type Verb } from '../verb.ts';
import { readReports, writeReports } from '../write-reports.ts';

export interface VerifyOptions extends LiveOptions {
  readonly only: readonly string[] | undefined;
  readonly except: readonly string[];
  readonly list: boolean;
  /** `<format>` or `<format>=<file>`. */
  readonly reports: readonly string[];
  readonly json: boolean;
}

const codes = {
  passed: exitCode.clean,
  failed: exitCode.findings,
  'not-checked': exitCode.internal,
} as const;

/** Asks a live platform whether it does what it is for, as people, other servers and operators would. */
export const verify: Verb<VerifyOptions> = async (context, options) => {
  const { console } = context;
  const reports = readReports<VerifyFormat>(options.reports, {
    all: Object.keys(verifyFormats) as VerifyFormat[],
    lines: ['text'],
  });
  const chosen = selectItems(options);
  if (options.list) {
    console.out(options.json ? listAsJson(chosen) : printList(chosen));
    return exitCode.clean;
  }
  const platform = loadPlatform(context, options.environment, options.json);
  if (platform === undefined) return exitCode.usage;
  const result = await untilInterrupted(console, 'erasing the test users', async (signal) => {
    const session = openSession(readSessionOptions(platform, options, { signal, repeated: false }));
    let left: string[] = [];
    const results = await runItems(chosen, session.context, { signal, progress: console.progress }).finally(
      async () => {
        left = await session.close();
      },
    );
    return {
      environment: options.environment,
      results,
      left,
      interrupted: signal.aborted,
    } satisfies VerifyResult;
  });
  const verdict = judgeVerify(result);
  writeReports(reports, (format, colour) => verifyFormats[format](result, verdict, colour), console);
  return codes[verdict];
};

/** @throws UsageError for an id that no item has. */
function selectItems({ only, except }: VerifyOptions): readonly Item[] {
  const unknown = [...(only ?? []), ...except].filter((id) => !items.some((item) => item.id === id));
  if (unknown.length > 0)
    throw new UsageError(
      `There is no item "${unknown.join('", "')}". There are: ${items.map(({ id }) => id).join(', ')}`,
    );
  return items.filter(({ id }) => (only?.includes(id) ?? true) && !except.includes(id));
}

function listAsJson(chosen: readonly Item[]): string {
  const listed = chosen.map(({ probe: _, ...facts }) => facts);
  return `${JSON.stringify({ version: 1, items: listed }, undefined, 2)}\n`;
}

function printList(chosen: readonly Item[]): string {
  const rows = chosen.map(({ id, title, design }) => [id, design.join(', '), title]);
  return `${[...printTable(['item', '10.2', 'title'], rows), ''].join('\n')}`;
}
