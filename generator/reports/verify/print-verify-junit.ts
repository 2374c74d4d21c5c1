import type { ItemResult, VerifyResult } from '../../verify/run-items.ts';
import { element, escapeXml } from '../formats/xml.ts';

/** JUnit XML: a suite for each family, a case for each item; what could not be looked at is skipped. */
export function printVerifyJunit({ environment, results }: VerifyResult): string {
  const families = [...new Set(results.map(({ family }) => family))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`verify ${environment}`)}" ${printTotals(results)}>`,
    ...families.flatMap((family) => {
      const members = results.filter((result) => result.family === family);
      return [
        `  <testsuite name="${family}" ${printTotals(members)}>`,
        ...members.map(printCase),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function printTotals(results: readonly ItemResult[]): string {
  const count = (wanted: string) => results.filter(({ outcome }) => outcome.result === wanted).length;
  return `tests="${results.length}" failures="${count('fail')}" errors="0" skipped="${count('cannot-check')}"`;
}

function printCase({ id, family, outcome, milliseconds }: ItemResult): string {
  const open = `    <testcase classname="${family}" name="${id}" time="${(milliseconds / 1000).toFixed(3)}"`;
  switch (outcome.result) {
    case 'pass':
      return `${open}/>`;
    case 'fail':
      return `${open}>${element('failure', outcome.what, outcome.remedy)}</testcase>`;
    case 'cannot-check':
      return `${open}>${element('skipped', outcome.reason)}</testcase>`;
  }
}
