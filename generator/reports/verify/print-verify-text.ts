import picocolors from 'picocolors';
import type { ItemResult, VerifyResult } from '../../verify/run-items.ts';
import { wrapText } from '../wrap-text.ts';
import type { VerifyVerdict } from './verify-verdict.ts';

const width = 110;
const marks = { pass: 'pass', fail: 'FAIL', 'cannot-check': '?' } as const;
const markWidth = 4;

/** A run for a person: the verdict, a line for each item, and what to do about those that failed. */
export function printVerifyText(result: VerifyResult, verdict: VerifyVerdict, colour: boolean): string {
  const paint = picocolors.createColors(colour);
  const colours = { pass: paint.green, fail: paint.red, 'cannot-check': paint.yellow } as const;
  const idWidth = Math.max(...result.results.map(({ id }) => id.length), 0);
  const indent = ' '.repeat(markWidth + idWidth + 4);
  const lines = result.results.flatMap(({ id, outcome, title }) => {
    const head = `${colours[outcome.result](marks[outcome.result].padEnd(markWidth))}  ${id.padEnd(idWidth)}  `;
    const [first = '', ...rest] = wrapText(`${title}: ${describe(outcome)}`, width, indent);
    const remedy =
      outcome.result === 'fail'
        ? wrapText(`mend: ${outcome.remedy}`, width, indent).map((line) => paint.bold(line))
        : [];
    return [head + first.trimStart(), ...rest, ...remedy];
  });
  return [
    `${printVerdict(result, verdict)}`,
    '',
    ...lines,
    ...(result.left.length > 0
      ? ['', paint.red('left behind:'), ...result.left.map((one) => `  ${one}`)]
      : []),
    '',
  ].join('\n');
}

function describe(outcome: ItemResult['outcome']): string {
  switch (outcome.result) {
    case 'pass':
      return outcome.found;
    case 'fail':
      return outcome.what;
    case 'cannot-check':
      return outcome.reason;
  }
}

function printVerdict({ environment, results, interrupted }: VerifyResult, verdict: VerifyVerdict): string {
  const count = (result: ItemResult['outcome']['result']) =>
    results.filter(({ outcome }) => outcome.result === result).length;
  const words = { passed: 'PASSED', failed: 'FAILED', 'not-checked': 'NOT CHECKED' } as const;
  const parts = [
    `${count('pass')} pass`,
    ...(count('fail') > 0 ? [`${count('fail')} fail`] : []),
    ...(count('cannot-check') > 0 ? [`${count('cannot-check')} cannot be checked`] : []),
    ...(interrupted ? ['interrupted'] : []),
  ];
  return `${words[verdict]}: ${environment}: ${parts.join(', ')}`;
}
