/** What every verb tells the shell. */
export const exitCode = {
  clean: 0,
  /** Findings at or above the threshold, or a tree that is not what the generator writes. */
  findings: 1,
  /** A mistake in arguments or environment files. */
  usage: 2,
  /** A defect of this program, or nothing was checked. */
  internal: 3,
} as const;
