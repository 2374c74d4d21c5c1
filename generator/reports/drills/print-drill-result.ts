import picocolors from 'picocolors';
import type { DrillResult, DrillStatus } from '../../drills/perform-drill.ts';
import { printCommand } from './print-command.ts';

/** The formats of `drill --report`. */
export const drillFormats = {
  text: printDrillResult,
  json: (result) => `${JSON.stringify({ version: 1, ...result }, undefined, 2)}\n`,
} as const satisfies Record<
  string,
  (result: DrillResult, context: string | undefined, colour: boolean) => string
>;

/** Name of a format of `drill --report`. */
export type DrillFormat = keyof typeof drillFormats;

const verdicts: Readonly<Record<DrillStatus, string>> = {
  recovered: 'RECOVERED',
  late: 'LATE',
  'not-recovered': 'NOT RECOVERED',
  refused: 'NOT PERFORMED',
  broken: 'BROKEN OFF',
  interrupted: 'INTERRUPTED',
};

/** A drill that was performed, for a person. */
function printDrillResult(result: DrillResult, context: string | undefined, colour: boolean): string {
  const paint = picocolors.createColors(colour);
  const { drill, environment, status, reason, target, expectedSeconds, measuredSeconds, beats } = result;
  const good = status === 'recovered' && result.unrestored.length === 0 && result.notWell === undefined;
  const verdict = (good ? paint.green : paint.red)(verdicts[status]);
  const failures = beats.filter(({ failed }) => failed !== undefined);
  return [
    `${verdict}: ${drill} in ${environment}${reason === undefined ? '' : `: ${reason}`}`,
    ...(target === undefined ? [] : [`lost      pod ${target.namespace}/${target.pod} on ${target.node}`]),
    ...(beats.length === 0
      ? []
      : [
          `measured  ${measuredSeconds === undefined ? 'no end' : `${measuredSeconds.toFixed(1)} s`}; expected at most ${expectedSeconds} s; ${failures.length} of ${beats.length} looks failed`,
        ]),
    ...failures.slice(0, 3).map(({ at, failed }) => `          after ${at.toFixed(1)} s: ${failed}`),
    ...(target === undefined
      ? []
      : [
          `restored  ${result.unrestored.length === 0 ? 'every command' : paint.red('NOT everything; run by hand:')}`,
          ...result.unrestored.map((command) => `          ${printCommand(command, context)}`),
          `platform  ${result.notWell ?? 'as before'}`,
        ]),
    '',
  ].join('\n');
}
