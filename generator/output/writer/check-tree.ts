import { join } from 'node:path';
import { listUnowned } from './list-unowned.ts';
import { indexFile, loadIndex, printIndex, readText, settledIndex } from './ownership-index.ts';
import { surveyTree } from './survey-tree.ts';
import { nothing, stop, type WriteReport } from './write-report.ts';

/** Reports how the tree differs from the generated files. Reads only. */
export function checkTree(root: string, files: ReadonlyMap<string, string>): WriteReport {
  const index = loadIndex(root);
  if ('problem' in index) return stop(indexFile, index.problem);
  const survey = surveyTree(root, files, index.owned);
  const { stale, missing, handEdited, foreign, problems, unchanged, obsolete } = survey;
  const unowned = listUnowned(root, (path) => files.has(path) || index.owned.has(path));
  const indexIsStale = readText(join(root, indexFile)) !== printIndex(settledIndex(files));
  const report = {
    ...nothing,
    unchanged,
    stale: indexIsStale && files.size > 0 ? [indexFile, ...stale].sort() : stale,
    missing,
    extra: [...obsolete, ...unowned].sort(),
    handEdited,
    foreign,
    problems,
  };
  const { stale: outdated, extra } = report;
  const findings = [outdated, missing, extra, handEdited, foreign, problems];
  return { ...report, complete: findings.every((list) => list.length === 0) };
}
