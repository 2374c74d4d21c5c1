import { hashOf, type OwnershipIndex } from './ownership-index.ts';
import { createTargetReader, type Target } from './read-target.ts';

/** A path where something stops the writer, and why. */
export interface FileProblem {
  /** Relative to the repository root. */
  readonly path: string;
  /** Completes "cannot write <path>: …". */
  readonly reason: string;
}

/** What stands on disk compared with what shall stand there. Every list is sorted. */
export interface Survey {
  /** As generated, to the byte. */
  readonly unchanged: readonly string[];
  /** Ours, but with older content, or with line ends that a checkout changed. */
  readonly stale: readonly string[];
  /** Generated and not there. */
  readonly missing: readonly string[];
  /** Ours and no longer generated, whether or not they still stand there. */
  readonly obsolete: readonly string[];
  /** Ours, but changed by a person: neither as it was written nor as it would be. */
  readonly handEdited: readonly string[];
  /** Not ours, and in the way with other content. */
  readonly foreign: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** Compares the tree with the generated files and the index. Reads only. */
export function surveyTree(root: string, files: ReadonlyMap<string, string>, index: OwnershipIndex): Survey {
  const readTarget = createTargetReader(root);
  const lists = {
    unchanged: [] as string[],
    stale: [] as string[],
    missing: [] as string[],
    obsolete: [] as string[],
    handEdited: [] as string[],
    foreign: [] as string[],
  };
  const problems: FileProblem[] = [];
  for (const path of [...new Set([...files.keys(), ...index.keys()])].sort()) {
    const target = attempt(() => readTarget(path));
    if (target.state === 'blocked') problems.push({ path, reason: target.reason });
    else lists[classify(target, files.get(path), index.get(path))].push(path);
  }
  return { ...lists, problems };
}

function classify(
  target: Exclude<Target, { state: 'blocked' }>,
  wanted: string | undefined,
  owned: readonly string[] | undefined,
): Exclude<keyof Survey, 'problems'> {
  if (target.state === 'missing') return wanted === undefined ? 'obsolete' : 'missing';
  if (wanted !== undefined && target.content.equals(Buffer.from(wanted))) return 'unchanged';
  if (owned?.includes(hashOf(target.content))) return wanted === undefined ? 'obsolete' : 'stale';
  const unixText = target.content.toString('utf8').replaceAll('\r\n', '\n');
  if (unixText === wanted) return 'stale';
  if (owned === undefined) return 'foreign';
  if (!owned.includes(hashOf(unixText))) return 'handEdited';
  return wanted === undefined ? 'obsolete' : 'stale';
}

function attempt(read: () => Target): Target {
  try {
    return read();
  } catch (error) {
    return { state: 'blocked', reason: (error as Error).message };
  }
}
