/** Why an environment could not be rendered. */
export interface RenderProblem {
  /** Directory or file that is to blame, relative to the repository root. */
  readonly file: string;
  /** What kustomize or the parser says, without this machine's paths. */
  readonly message: string;
}

/** A document that cannot be read, found by somebody who looked into it. */
export class RenderFailure extends Error {
  constructor(readonly problem: RenderProblem) {
    super(`${problem.file}: ${problem.message}`);
  }
}
