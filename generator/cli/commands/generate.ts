import { writeFiles } from '../../output/writer/write-files.ts';
import type { WriteReport } from '../../output/writer/write-report.ts';
import { buildTree } from '../build-tree.ts';
import { exitCode } from '../exit-code.ts';
import { loadOrReport } from '../load-or-report.ts';
import { printWriteReport } from '../print-write-report.ts';
import type { Verb } from '../verb.ts';

export interface GenerateOptions {
  readonly check: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

/** Writes the tree, or says how it differs from what would be written. */
export const generate: Verb<GenerateOptions> = ({ root, console }, { check, force, json }) => {
  const environments = loadOrReport(root, console, json);
  if (environments === undefined) return exitCode.usage;
  console.progress(`rendering ${environments.length} environments`);
  const report = writeFiles(root, buildTree(environments), { check, force });
  if (json) console.out(`${JSON.stringify({ version: 1, ...report }, undefined, 2)}\n`);
  else if (report.complete) console.out(printWriteReport(report, check));
  else console.err(printWriteReport(report, check));
  return codeOf(report, check);
};

function codeOf({ complete, problems }: WriteReport, check: boolean): number {
  if (complete) return exitCode.clean;
  return problems.length > 0 && !check ? exitCode.usage : exitCode.findings;
}
