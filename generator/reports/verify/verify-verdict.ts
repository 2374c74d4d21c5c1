/** What became of a run as a whole. */
export type VerifyVerdict = 'passed' | 'failed' | 'not-checked';
