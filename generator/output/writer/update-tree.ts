import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  hashOf,
  indexFile,
  loadIndex,
  type OwnershipIndex,
  printIndex,
  readText,
  settledIndex,
} from './ownership-index.ts';
import { removeEmptyParents, replaceFile, temporaryName } from './replace-file.ts';
import { type FileProblem, type Survey, surveyTree } from './survey-tree.ts';
import { nothing, stop, type WriteReport } from './write-report.ts';

/**
 * Brings the tree up to date; the caller holds the lock. Order: the journal, the files, the deletions, the settled index. Wherever a run
 * is cut off, each file is as the journal knows it, before or after.
 */
export function updateTree(root: string, files: ReadonlyMap<string, string>, force: boolean): WriteReport {
  const index = loadIndex(root);
  if ('problem' in index) return stop(indexFile, index.problem);
  const survey = surveyTree(root, files, index.owned);
  const { unchanged, handEdited, foreign, problems } = survey;
  const report = { ...nothing, unchanged, handEdited, foreign, problems };
  if (problems.length > 0 || (!force && handEdited.length + foreign.length > 0)) return report;

  const leftover = attempt(indexFile, () => removeLeftovers(root, index.owned));
  if (leftover !== undefined) return { ...report, problems: [leftover] };

  const toWrite = [...survey.stale, ...survey.missing, ...handEdited, ...foreign]
    .filter((path) => files.has(path))
    .sort();
  const toDelete = [...survey.obsolete, ...handEdited.filter((path) => !files.has(path))].sort();
  const settled = printIndex(settledIndex(files));
  if (toWrite.length + toDelete.length > 0) {
    const failure = attempt(indexFile, () =>
      replaceFile(join(root, indexFile), printIndex(journal(files, index.owned, survey)), { sync: true }),
    );
    if (failure !== undefined) return { ...report, problems: [failure] };
  }
  const written: string[] = [];
  const deleted: string[] = [];
  for (const path of toWrite) {
    const failure = attempt(path, () => replaceFile(join(root, path), files.get(path) ?? ''));
    if (failure !== undefined) return { ...report, written, deleted, problems: [failure] };
    written.push(path);
  }
  for (const path of toDelete) {
    const failure = attempt(path, () => {
      rmSync(temporaryName(join(root, path)), { force: true });
      rmSync(join(root, path), { force: true });
      removeEmptyParents(root, path);
    });
    if (failure !== undefined) return { ...report, written, deleted, problems: [failure] };
    deleted.push(path);
  }
  const failure = attempt(indexFile, () => {
    if (readText(join(root, indexFile)) !== settled)
      replaceFile(join(root, indexFile), settled, { sync: true });
  });
  if (failure !== undefined) return { ...report, written, deleted, problems: [failure] };
  return { ...report, complete: true, written, deleted };
}

/** The index while a run is under way: what was owned and what will be, so that either state of each file is known as ours. */
function journal(files: ReadonlyMap<string, string>, owned: OwnershipIndex, survey: Survey): OwnershipIndex {
  const entries = new Map(owned);
  const settled = new Set(survey.unchanged);
  for (const [path, text] of files) {
    const hash = hashOf(text);
    entries.set(path, settled.has(path) ? [hash] : [...new Set([...(owned.get(path) ?? []), hash])]);
  }
  return entries;
}

/**
 * Removes temporary files that a killed run left beside files that are now right as they are: those have several hashes. Writing and
 * deleting removes the others.
 */
function removeLeftovers(root: string, owned: OwnershipIndex): void {
  rmSync(temporaryName(join(root, indexFile)), { force: true });
  for (const [path, hashes] of owned)
    if (hashes.length > 1) rmSync(temporaryName(join(root, path)), { force: true });
}

function attempt(path: string, work: () => void): FileProblem | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return { path, reason: (error as Error).message };
  }
}
