import type { FileProblem } from './survey-tree.ts';

/** What became of the tree. Paths are relative to the repository root, with `/`, and sorted. */
export interface WriteReport {
  /** Whether the tree now is exactly as generated: exit code 0. */
  readonly complete: boolean;
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  readonly unchanged: readonly string[];
  /** Check: generated files with other content on disk. */
  readonly stale: readonly string[];
  /** Check: generated files that are not on disk. */
  readonly missing: readonly string[];
  /** Check: files below `base`, `overlays` and `apps` that nobody generates (any more). */
  readonly extra: readonly string[];
  /** Generated files that a person changed. They stop the run unless forced. */
  readonly handEdited: readonly string[];
  /** Files of somebody else that stand in the way. They stop the run unless forced. */
  readonly foreign: readonly string[];
  /** What stops the run even when forced: links, directories, a lock, errors of the file system. */
  readonly problems: readonly FileProblem[];
}

/** A report of a run that did nothing. */
export const nothing: WriteReport = {
  complete: false,
  written: [],
  deleted: [],
  unchanged: [],
  stale: [],
  missing: [],
  extra: [],
  handEdited: [],
  foreign: [],
  problems: [],
};

/** A report of a run that something stopped before it began. */
export function stop(path: string, reason: string): WriteReport {
  return { ...nothing, problems: [{ path, reason }] };
}
