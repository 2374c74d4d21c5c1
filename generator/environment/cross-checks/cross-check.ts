import type { Draft } from '../draft.ts';
import type { Environment } from '../environment.ts';
import type { IssueText } from '../issue.ts';
import type { Path } from '../path.ts';

/** What a check of settings against each other sees. */
export interface CrossCheckContext {
  /** Name that the file name gives. */
  readonly fileName: string;
  /** The file with its mistakes taken out. */
  readonly file: unknown;
  /** The same with defaults filled in, where they are known. */
  readonly resolved: Draft<Environment>;
  /** Names that `patches` may use; absent when the caller does not know them. */
  readonly knownComponents?: readonly string[] | undefined;
  /** True when nothing is wrong with this setting, with what is below it and with what is above it. */
  isSound(path: Path): boolean;
  /** True when the file writes this setting itself. */
  isWritten(path: Path): boolean;
  report(issue: IssueText): void;
}

/** Compares settings of one file with each other and reports what cannot be together. */
export type CrossCheck = (context: CrossCheckContext) => void;
